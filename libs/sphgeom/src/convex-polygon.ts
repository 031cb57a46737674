import { convexHull } from './convex-hull.js';
import { InvalidEncodingError, InvalidVectorError } from './errors.js';
import { containsAt, relatePolygons } from './relationship.js';
import type { Vector3 } from './vector3.js';

const TYPE_CODE = 'p'.charCodeAt(0);
const VERTEX_BYTES = 24;

/**
 * A convex polygon on the unit sphere, smaller than a hemisphere, with great-circle arcs for edges; its boundary belongs
 * to it. Vertices, their order and the encoding are those of `lsst.sphgeom.ConvexPolygon`.
 */
export class ConvexPolygon {
  /** @param packed - coordinates of the vertices, three each; never changed after construction. */
  private constructor(private readonly packed: Float64Array) {}

  /**
   * The convex hull of unit vectors. The order of the points decides which vertex comes first.
   *
   * @throws {@link DegenerateHullError} if the points span no area.
   * @throws {@link FullSphereHullError} if no hemisphere holds all points.
   * @throws {@link InvalidVectorError} if a component isn't finite.
   */
  static convexHull(points: readonly Vector3[]): ConvexPolygon {
    const packed = new Float64Array(3 * points.length);
    points.forEach((point, i) => packed.set(point, 3 * i));
    if (!packed.every(Number.isFinite)) {
      throw new InvalidVectorError(
        'Cannot build a convex polygon: a point has a component that is not finite',
      );
    }
    const hull = convexHull(packed);
    const vertices = new Float64Array(3 * hull.length);
    hull.forEach((offset, i) => vertices.set(packed.subarray(offset, offset + 3), 3 * i));
    return new ConvexPolygon(vertices);
  }

  /**
   * A polygon with the given vertices, which the caller knows to be convex and counter-clockwise. Nothing is checked.
   *
   * @internal
   */
  static fromPackedVertices(packed: Float64Array): ConvexPolygon {
    return new ConvexPolygon(packed);
  }

  /**
   * The polygon that {@link encode} made these bytes from. Convexity isn't checked.
   *
   * @throws {@link InvalidEncodingError} if the bytes aren't an encoded polygon.
   */
  static decode(bytes: Uint8Array): ConvexPolygon {
    const size = bytes.length - 1;
    if (bytes[0] !== TYPE_CODE || size < 3 * VERTEX_BYTES || size % VERTEX_BYTES !== 0) {
      throw new InvalidEncodingError(`These ${bytes.length} bytes are not an encoded convex polygon`);
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset + 1, size);
    const packed = Float64Array.from({ length: size / 8 }, (_, i) => view.getFloat64(8 * i, true));
    if (!packed.every(Number.isFinite)) {
      throw new InvalidEncodingError('An encoded convex polygon has a component that is not finite');
    }
    return new ConvexPolygon(packed);
  }

  /**
   * The polygon of a Butler registry's `region` column, which holds {@link encode}'s bytes as base64.
   *
   * @throws {@link InvalidEncodingError} if the text isn't an encoded polygon.
   */
  static fromBase64(text: string): ConvexPolygon {
    const bytes = Buffer.from(text, 'base64');
    // Node skips what isn't base64, so that only the way back shows whether it understood everything.
    if (bytes.toString('base64') !== text) {
      throw new InvalidEncodingError(`A text of ${text.length} characters is not an encoded convex polygon`);
    }
    return ConvexPolygon.decode(bytes);
  }

  /** Unit vectors of the vertices, counter-clockwise as seen from outside of the sphere. */
  get vertices(): readonly Vector3[] {
    const { packed } = this;
    return Array.from({ length: packed.length / 3 }, (_, i): Vector3 => [
      packed[3 * i]!,
      packed[3 * i + 1]!,
      packed[3 * i + 2]!,
    ]);
  }

  /** The bytes that Rubin's software keeps for a polygon: 'p', then three little-endian doubles for each vertex. */
  encode(): Uint8Array {
    const bytes = new Uint8Array(1 + 8 * this.packed.length);
    const view = new DataView(bytes.buffer);
    bytes[0] = TYPE_CODE;
    this.packed.forEach((component, i) => view.setFloat64(1 + 8 * i, component, true));
    return bytes;
  }

  /** {@link encode}'s bytes as base64, as a Butler registry stores them. */
  toBase64(): string {
    const { buffer } = this.encode();
    return Buffer.from(buffer).toString('base64');
  }

  /** Whether a unit vector points into the polygon or at its boundary. */
  contains(v: Vector3): boolean {
    return containsAt(this.packed, Float64Array.from(v), 0);
  }

  /** How this polygon lies to another: bits of {@link Relationship}. */
  relate(other: ConvexPolygon): number {
    return relatePolygons(this.packed, other.packed);
  }

  /**
   * Packed coordinates of the vertices, for inner loops. Don't change them.
   *
   * @internal
   */
  packedVertices(): Float64Array {
    return this.packed;
  }
}
