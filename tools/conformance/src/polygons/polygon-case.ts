import {
  ConvexPolygon,
  DegenerateHullError,
  FullSphereHullError,
  HtmPixelization,
  type Vector3,
} from '@footman/sphgeom';
import { SeededRandom } from '../support/seeded-random.js';
import { POINT_KINDS } from './random-points.js';

/** A set of points, and the HTM levels to look at. */
export interface PolygonCase {
  readonly kind: string;
  readonly points: readonly Vector3[];
  readonly levels: readonly number[];
}

/** What a side makes of a case: of the first point the index at each level, of all points their hull or why there is none. */
export interface PolygonAnswer {
  readonly indices: readonly number[];
  readonly error?: string;
  /** The hull as the registry keeps it: its vertices to the bit, in their order. */
  readonly hull?: string;
  /** Half-open ranges of the trixels that the hull intersects, at each level. */
  readonly ranges?: readonly (readonly (readonly number[])[])[];
}

/** The registry's own level. */
const REGISTRY_LEVEL = 7;
/** Beyond so many trixels across, a comparison takes its time and proves no more. */
const MOST_TRIXELS_ACROSS = 200;

const kinds = Object.entries(POINT_KINDS);

/** The case of a number: the same for the same seed. */
export function polygonCase(seed: number, number: number): PolygonCase {
  const random = new SeededRandom(seed, number);
  const [kind, make] = kinds[number % kinds.length] as (typeof kinds)[number];
  const points = make(random);
  const deepest = Math.log2(MOST_TRIXELS_ACROSS / Math.max(extent(points), 1e-9));
  const levels = [REGISTRY_LEVEL, random.integer(0, Math.max(0, Math.min(24, Math.floor(deepest))))];
  return { kind, points, levels };
}

/** What Footman makes of a case. */
export function ourAnswer({ points, levels }: PolygonCase): PolygonAnswer {
  const pixelizations = levels.map((level) => new HtmPixelization(level));
  const indices = pixelizations.map((pixelization) => pixelization.index(points[0]!));
  try {
    const hull = ConvexPolygon.convexHull(points);
    const ranges = pixelizations.map((pixelization) => pixelization.envelope(hull).ranges);
    return { indices, hull: hull.toBase64(), ranges };
  } catch (error) {
    if (error instanceof DegenerateHullError) return { indices, error: 'degenerate' };
    if (error instanceof FullSphereHullError) return { indices, error: 'full-sphere' };
    throw error;
  }
}

/** The case as a question to the reference. */
export function question({ points, levels }: PolygonCase): string {
  const packed = Buffer.from(Float64Array.from(points.flat()).buffer).toString('base64');
  return JSON.stringify({ points: packed, levels });
}

/** The largest distance between the first point and another. */
function extent([first, ...others]: readonly Vector3[]): number {
  return Math.max(...others.map((point) => Math.hypot(...point.map((x, axis) => x - first![axis]!))));
}
