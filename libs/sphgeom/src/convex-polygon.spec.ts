import fc from 'fast-check';

import { clusters, hullOrUndefined } from '../test/arbitraries.js';
import { ConvexPolygon } from './convex-polygon.js';
import {
  DegenerateHullError,
  FullSphereHullError,
  InvalidEncodingError,
  InvalidVectorError,
} from './errors.js';
import { Relationship } from './relationship.js';
import { negate, normalize, type Vector3 } from './vector3.js';

const X: Vector3 = [1, 0, 0];
const Y: Vector3 = [0, 1, 0];
const Z: Vector3 = [0, 0, 1];
const OCTANT =
  'cAAAAAAAAPA/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA8D8AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAADwPw==';

/** Where the points of one vertex list lie on an edge of the other, the lists differ though the polygons don't. */
const SAME = Relationship.contains | Relationship.within;

/** A square of 2 `half` radians around the x axis. */
const square = (half: number, y = 0): Vector3[] =>
  [
    [1, y - half, -half],
    [1, y + half, -half],
    [1, y + half, half],
    [1, y - half, half],
  ].map((v) => normalize(v as unknown as Vector3));

describe('the convex hull', () => {
  it('turns clockwise points round', () => {
    expect(ConvexPolygon.convexHull([X, Y, Z]).vertices).toEqual([X, Y, Z]);
    expect(ConvexPolygon.convexHull([X, Z, Y]).vertices).toEqual([Z, X, Y]);
  });

  it('leaves out what is inside or there twice', () => {
    const [a, b, c, d] = square(0.01) as [Vector3, Vector3, Vector3, Vector3];
    const inside = normalize([1, 0, -0.009999]);
    expect(ConvexPolygon.convexHull([a, a, X, b, inside, c, b, X, d, a]).vertices).toHaveLength(4);
  });

  it('contains its points and covers the same as the hull of its vertices', () => {
    fc.assert(
      fc.property(clusters(0.3), (points) => {
        const hull = hullOrUndefined(points);
        fc.pre(hull !== undefined);
        expect(points.every((point) => hull.contains(point))).toBe(true);
        expect(ConvexPolygon.convexHull(hull.vertices).relate(hull)).toBe(SAME);
      }),
    );
  });

  it('covers the same for the points in any order', () => {
    const shuffles = clusters(0.3).chain((points) =>
      fc.tuple(fc.constant(points), fc.shuffledSubarray(points, { minLength: points.length })),
    );
    fc.assert(
      fc.property(shuffles, ([points, shuffled]) => {
        const [hull, other] = [hullOrUndefined(points), hullOrUndefined(shuffled)];
        expect(hull === undefined).toBe(other === undefined);
        if (hull && other) expect(hull.relate(other)).toBe(SAME);
      }),
    );
  });

  it.each([
    ['no points', []],
    ['two points', [X, Y]],
    ['one point thrice', [X, X, X]],
    ['an arc', [X, normalize([1, 1, 0]), Y]],
  ])('of %s is degenerate', (_, points) => {
    expect(() => ConvexPolygon.convexHull(points)).toThrow(DegenerateHullError);
  });

  it.each([
    ['antipodal points', [X, negate(X), Y]],
    [
      'a tetrahedron',
      [
        [1, 1, 1],
        [1, -1, -1],
        [-1, 1, -1],
        [-1, -1, 1],
      ].map((v) => normalize(v as never)),
    ],
  ])('of %s would be the whole sphere', (_, points) => {
    expect(() => ConvexPolygon.convexHull(points)).toThrow(FullSphereHullError);
  });

  it('takes no points that are not finite', () => {
    expect(() => ConvexPolygon.convexHull([X, Y, [NaN, 0, 0]])).toThrow(InvalidVectorError);
  });
});

describe('the encoding', () => {
  it("is the reference's", () => {
    expect(ConvexPolygon.convexHull([X, Y, Z]).toBase64()).toBe(OCTANT);
    expect(ConvexPolygon.fromBase64(OCTANT).vertices).toEqual([X, Y, Z]);
  });

  it('comes back bit by bit, from a slice of a larger buffer too', () => {
    fc.assert(
      fc.property(clusters(0.3), fc.nat(9), (points, offset) => {
        const hull = hullOrUndefined(points);
        fc.pre(hull !== undefined);
        const bytes = hull.encode();
        expect(bytes).toHaveLength(1 + 24 * hull.vertices.length);
        const larger = new Uint8Array(bytes.length + 20);
        larger.set(bytes, offset);
        const back = ConvexPolygon.decode(larger.subarray(offset, offset + bytes.length));
        expect(back.encode()).toEqual(bytes);
        expect(ConvexPolygon.fromBase64(hull.toBase64()).vertices).toEqual(hull.vertices);
      }),
    );
  });

  const valid = ConvexPolygon.fromBase64(OCTANT).encode();
  it.each([
    ['nothing', new Uint8Array()],
    ['a circle', Uint8Array.of('c'.charCodeAt(0), ...valid.subarray(1))],
    ['two vertices', valid.subarray(0, 49)],
    ['a torn vertex', valid.subarray(0, 72)],
    ['an infinite component', Uint8Array.from(valid, (byte, i) => (i === 7 ? 0xf0 : i === 8 ? 0x7f : byte))],
  ])('of %s is refused', (_, bytes) => {
    expect(() => ConvexPolygon.decode(bytes)).toThrow(InvalidEncodingError);
  });

  it.each(['', 'no base64!', OCTANT.slice(0, -1), `${OCTANT}:${OCTANT}`])(
    'in the text %j is refused',
    (text) => {
      expect(() => ConvexPolygon.fromBase64(text)).toThrow(InvalidEncodingError);
    },
  );
});

describe('a polygon', () => {
  it('contains its boundary and its corners, but not its opposite', () => {
    const polygon = ConvexPolygon.convexHull([X, Y, Z]);
    expect(polygon.contains(normalize([1, 1, 1]))).toBe(true);
    expect(polygon.contains(normalize([1, 1, 0]))).toBe(true);
    expect(polygon.contains(X)).toBe(true);
    expect(polygon.contains(normalize([1, 1, -1e-17]))).toBe(false);
    expect(polygon.contains(normalize([-1, -1, -1]))).toBe(false);
  });

  it.each([
    ['a smaller one', square(0.01), square(0.001), Relationship.contains],
    ['a larger one', square(0.001), square(0.01), Relationship.within],
    ['itself', square(0.01), square(0.01), SAME],
    ['one further on', square(0.01), square(0.01, 0.1), Relationship.disjoint],
    ['one that covers a corner', square(0.01), square(0.01, 0.015), Relationship.intersects],
  ])('knows its relationship to %s', (_, a, b, expected) => {
    expect(ConvexPolygon.convexHull(a).relate(ConvexPolygon.convexHull(b))).toBe(expected);
  });

  it('crosses another without a vertex of one in the other', () => {
    const bar = (y: number, z: number) =>
      ConvexPolygon.convexHull([
        normalize([1, -y, -z]),
        normalize([1, y, -z]),
        normalize([1, y, z]),
        normalize([1, -y, z]),
      ]);
    expect(bar(0.1, 0.01).relate(bar(0.01, 0.1))).toBe(Relationship.intersects);
  });
});
