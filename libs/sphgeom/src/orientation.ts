import { determinantSign } from './exact-determinant.js';
import { doubledDeterminantSign } from './doubled-determinant.js';
import type { Vector3 } from './vector3.js';

/** 1: counter-clockwise, -1: clockwise, 0: the three directions lie in one plane. */
export type Orientation = -1 | 0 | 1;

// Error bounds of the floating-point determinant below, for unit vectors (Shewchuk 1997, section 4.3, with the figures
// that sphgeom's orientation.cc derives from it). What lies beyond them has a certain sign.
const MAX_ABSOLUTE_ERROR = 1.7e-15;
const RELATIVE_ERROR = 5.6e-16;
const UNDERFLOW_ERROR = 4.0e-307;

const scratch = new Float64Array(9);

/**
 * How three unit vectors lie on the sphere: the exact sign of `a · (b × c)`, free of rounding.
 *
 * Rule and bounds: `orientation` of lsst.sphgeom. One difference is known: where vectors with components of about 1e-16
 * beside much larger ones lie in exactly one plane, the reference (30.2026.4000) may say -1 or 1 instead of 0, because a
 * subtraction in its `BigInteger` leaves leading zeros that the next comparison counts. No hull or envelope showed it.
 */
export function orientation(a: Vector3, b: Vector3, c: Vector3): Orientation {
  scratch.set(a, 0);
  scratch.set(b, 3);
  scratch.set(c, 6);
  return orientationAt(scratch, 0, scratch, 3, scratch, 6);
}

/** {@link orientation} of vectors at the given offsets of packed arrays; the form for inner loops. */
export function orientationAt(
  a: Float64Array,
  i: number,
  b: Float64Array,
  j: number,
  c: Float64Array,
  k: number,
): Orientation {
  const ax = a[i]!;
  const ay = a[i + 1]!;
  const az = a[i + 2]!;
  const bx = b[j]!;
  const by = b[j + 1]!;
  const bz = b[j + 2]!;
  const cx = c[k]!;
  const cy = c[k + 1]!;
  const cz = c[k + 2]!;
  const bycz = by * cz;
  const bzcy = bz * cy;
  const bzcx = bz * cx;
  const bxcz = bx * cz;
  const bxcy = bx * cy;
  const bycx = by * cx;
  const determinant = ax * (bycz - bzcy) + ay * (bzcx - bxcz) + az * (bxcy - bycx);
  if (determinant > MAX_ABSOLUTE_ERROR) return 1;
  if (determinant < -MAX_ABSOLUTE_ERROR) return -1;

  const permanent =
    Math.abs(ax) * (Math.abs(bycz) + Math.abs(bzcy)) +
    Math.abs(ay) * (Math.abs(bzcx) + Math.abs(bxcz)) +
    Math.abs(az) * (Math.abs(bxcy) + Math.abs(bycx));
  const error = RELATIVE_ERROR * permanent + UNDERFLOW_ERROR;
  if (determinant > error) return 1;
  if (determinant < -error) return -1;

  if (parallelAt(a, i, b, j) || parallelAt(b, j, c, k) || parallelAt(a, i, c, k)) return 0;
  const sign = doubledDeterminantSign(a, i, b, j, c, k, permanent);
  return sign !== 0 ? sign : determinantSign(a, i, b, j, c, k);
}

/** Whether two vectors are equal. */
export function equalAt(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  return a[i] === b[j] && a[i + 1] === b[j + 1] && a[i + 2] === b[j + 2];
}

/** Whether one vector is the other's opposite. */
export function antipodalAt(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  return a[i] === -b[j]! && a[i + 1] === -b[j + 1]! && a[i + 2] === -b[j + 2]!;
}

function parallelAt(a: Float64Array, i: number, b: Float64Array, j: number): boolean {
  return equalAt(a, i, b, j) || antipodalAt(a, i, b, j);
}
