import { DegenerateHullError, FullSphereHullError } from './errors.js';
import { antipodalAt, equalAt, orientationAt } from './orientation.js';
import { normalize, robustCross } from './vector3.js';

/** A vertex, as the offset of its x in the packed points. */
type Offset = number;

/**
 * The vertices of the convex hull of unit vectors, counter-clockwise as seen from outside of the sphere.
 *
 * Points join the hull one at a time, in the order given. That decides the first vertex and so the encoded bytes, which
 * is why this isn't a faster algorithm: lsst.sphgeom builds its hulls this way. As there, a point on an edge can stay a
 * vertex, and points all around a great circle aren't always noticed.
 *
 * @param points - packed coordinates, three to a point.
 * @returns offsets of the vertices in `points`.
 * @throws {@link DegenerateHullError} | {@link FullSphereHullError}
 */
export function convexHull(points: Float64Array): readonly Offset[] {
  const { triangle, next } = findTriangle(points);
  let hull: Offset[] = triangle;
  for (let v = next; v < points.length; v += 3) {
    hull = extend(points, hull, v);
  }
  return hull;
}

/** The first counter-clockwise triangle that the points make, and the first point after it. */
function findTriangle(points: Float64Array): { triangle: Offset[]; next: Offset } {
  const end = points.length;
  let v0 = 0;
  let v1 = findSecondPoint(points);
  const normal = planeNormal(points, v0, v1);
  for (let v = v1 + 3; v < end; v += 3) {
    const turn = orientationAt(points, v0, points, v1, points, v);
    if (turn > 0) return { triangle: [v0, v1, v], next: v + 3 };
    if (turn < 0) return { triangle: [v1, v0, v], next: v + 3 };

    // All points so far lie on one great circle, and v0 and v1 are the ends of the arc that holds them.
    if (equalAt(points, v, points, v0) || equalAt(points, v, points, v1)) continue;
    if (antipodalAt(points, v, points, v0) || antipodalAt(points, v, points, v1))
      throw new FullSphereHullError();
    const fromFirst = orientationAt(normal, 0, points, v0, points, v);
    const toSecond = orientationAt(normal, 0, points, v, points, v1);
    if (fromFirst === toSecond) continue; // between the ends
    const firstToSecond = orientationAt(normal, 0, points, v0, points, v1);
    if (firstToSecond === -toSecond) {
      v1 = v;
    } else if (firstToSecond === -fromFirst) {
      v0 = v;
    } else {
      throw new FullSphereHullError();
    }
  }
  throw new DegenerateHullError();
}

/** The first point that differs from the very first one. */
function findSecondPoint(points: Float64Array): Offset {
  for (let v = 3; v < points.length; v += 3) {
    if (antipodalAt(points, 0, points, v)) throw new FullSphereHullError();
    if (!equalAt(points, 0, points, v)) return v;
  }
  throw new DegenerateHullError();
}

function planeNormal(points: Float64Array, i: Offset, j: Offset): Float64Array {
  const product = robustCross(
    [points[i]!, points[i + 1]!, points[i + 2]!],
    [points[j]!, points[j + 1]!, points[j + 2]!],
  );
  return Float64Array.from(normalize(product));
}

/** The hull of a hull and one more point. */
function extend(points: Float64Array, hull: Offset[], v: Offset): Offset[] {
  const size = hull.length;
  // Edges that see v on their left are kept. The others are one run of neighbours; v replaces the vertices inside it.
  // `last` is where the run ends (its last vertex stays), `first` where it begins.
  let last = -1;
  let first = -1;
  const firstKept = isLeftOf(points, v, hull[size - 1]!, hull[0]!);
  let previousKept = firstKept;
  for (let j = 1; j < size; j++) {
    const kept = isLeftOf(points, v, hull[j - 1]!, hull[j]!);
    if (kept && !previousKept) last = j - 1;
    if (!kept && previousKept) first = j;
    previousKept = kept;
  }
  if (firstKept && !previousKept) last = size - 1;
  if (!firstKept && previousKept) first = 0;

  if (last < 0) {
    if (firstKept) return hull; // v is inside
    throw new FullSphereHullError(); // the opposite of v is inside
  }
  if (last < first) return [...hull.slice(last, first), v];
  if (last > first) return [...hull.slice(0, first), v, ...hull.slice(last)];
  if (first === 0) return [...hull, v];
  return [...hull.slice(0, first), v, ...hull.slice(first)];
}

function isLeftOf(points: Float64Array, v: Offset, from: Offset, to: Offset): boolean {
  return orientationAt(points, v, points, from, points, to) > 0;
}
