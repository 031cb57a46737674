import fc from 'fast-check';

import { ConvexPolygon } from '../src/convex-polygon.js';
import { DegenerateHullError } from '../src/errors.js';
import { normalize, type Vector3 } from '../src/vector3.js';

const component = fc.double({ min: -1, max: 1, noNaN: true });

/** Unit vectors all over the sphere, with axes, poles and coordinate planes more often than chance has them. */
export const directions: fc.Arbitrary<Vector3> = fc
  .oneof(
    { weight: 4, arbitrary: fc.tuple(component, component, component) },
    { weight: 1, arbitrary: fc.tuple(fc.constantFrom(-1, 0, 1), fc.constantFrom(-1, 0, 1), component) },
    { weight: 1, arbitrary: fc.tuple(component, fc.constantFrom(0, 1e-17, -6.123e-17), component) },
  )
  .filter((v) => v.some((x) => x !== 0))
  .map(normalize);

/** Some points within `radius` (radians) of a centre anywhere, now and then one of them repeated. */
export function clusters(radius: number): fc.Arbitrary<Vector3[]> {
  const offsets = fc.tuple(component, component, component);
  return fc
    .tuple(directions, fc.array(offsets, { minLength: 3, maxLength: 12 }))
    .map(([centre, around]) =>
      around.map(([x, y, z]) =>
        normalize([centre[0] + (radius * x) / 2, centre[1] + (radius * y) / 2, centre[2] + (radius * z) / 2]),
      ),
    );
}

/** The hull of points in less than a hemisphere, or undefined if they span no area. */
export function hullOrUndefined(points: readonly Vector3[]): ConvexPolygon | undefined {
  try {
    return ConvexPolygon.convexHull(points);
  } catch (error) {
    if (error instanceof DegenerateHullError) return undefined;
    throw error;
  }
}

/** Hulls of {@link clusters}. */
export function polygons(radius: number): fc.Arbitrary<ConvexPolygon> {
  return clusters(radius)
    .map(hullOrUndefined)
    .filter((polygon) => polygon !== undefined);
}
