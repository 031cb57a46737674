import { InvalidVectorError } from './errors.js';

/** A vector in 3-space: x towards (lon 0, lat 0), y towards (lon 90°, lat 0), z towards the north pole. */
export type Vector3 = readonly [x: number, y: number, z: number];

/** The scalar product of two vectors. */
export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The vector product of two vectors. */
export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

/**
 * Twice the vector product of two unit vectors, as `(b + a) × (b - a)`: it keeps its precision where the vectors nearly
 * coincide, and is zero only where they are equal or antipodal.
 */
export function robustCross(a: Vector3, b: Vector3): Vector3 {
  return cross([b[0] + a[0], b[1] + a[1], b[2] + a[2]], [b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
}

/** The opposite vector. */
export function negate(v: Vector3): Vector3 {
  return [-v[0], -v[1], -v[2]];
}

/**
 * The unit vector in a vector's direction, rounded as `lsst.sphgeom.UnitVector3d` rounds it.
 *
 * @throws {@link InvalidVectorError} for the zero vector and for components that aren't finite.
 */
export function normalize(v: Vector3): Vector3 {
  const [x, y, z] = v;
  const largest = Math.max(Math.abs(x), Math.abs(y), Math.abs(z));
  if (!(largest > 0 && largest < Infinity)) {
    throw new InvalidVectorError('Cannot normalize a vector that is zero or not finite');
  }
  // Dividing by the largest component first keeps the squares from overflowing and underflowing.
  const u = [x / largest, y / largest, z / largest] as const;
  const norm = Math.sqrt(scaledSquaredNorm(u[0], u[1], u[2]));
  return [u[0] / norm, u[1] / norm, u[2] / norm];
}

/**
 * The squared norm of a vector whose largest component is ±1, summed as the reference does: the two smaller
 * squares first, then one.
 */
export function scaledSquaredNorm(x: number, y: number, z: number): number {
  if (Math.abs(x) === 1) return 1 + (y * y + z * z);
  if (Math.abs(y) === 1) return 1 + (x * x + z * z);
  return 1 + (x * x + y * y);
}
