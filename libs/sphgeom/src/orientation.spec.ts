import fc from 'fast-check';

import { directions } from '../test/arbitraries.js';
import { orientation } from './orientation.js';
import { negate, normalize, type Vector3 } from './vector3.js';

/** An independent oracle: the determinant of doubles scaled to integers, which loses nothing below 2^1074. */
function exactSign(a: Vector3, b: Vector3, c: Vector3): number {
  const [[ax, ay, az], [bx, by, bz], [cx, cy, cz]] = [a, b, c].map((v) => v.map(scaled)) as bigint[][] as [
    [bigint, bigint, bigint],
    [bigint, bigint, bigint],
    [bigint, bigint, bigint],
  ];
  const determinant = ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx);
  return determinant > 0n ? 1 : determinant < 0n ? -1 : 0;
}

function scaled(x: number): bigint {
  let [mantissa, exponent] = [x, 0n];
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    exponent++;
  }
  return BigInt(mantissa) << (1074n - exponent);
}

/** A vector beside another, some units in the last place away. */
const nudges = fc.tuple(...Array.from({ length: 3 }, () => fc.integer({ min: -3, max: 3 })));
const nudged = (v: Vector3, by: number[]): Vector3 => [
  v[0] + by[0]! * 2 ** -53,
  v[1] + by[1]! * 2 ** -54,
  v[2] + by[2]! * 2 ** -80,
];

describe('orientation', () => {
  it('is exact for vectors that lie in one plane but for rounding', () => {
    const weights = fc.tuple(fc.double({ min: -2, max: 2, noNaN: true }), fc.constantFrom(-1, 0.5, 1));
    fc.assert(
      fc.property(directions, directions, weights, nudges, (a, b, [s, t], nudge) => {
        const mix: Vector3 = [s * a[0] + t * b[0], s * a[1] + t * b[1], s * a[2] + t * b[2]];
        fc.pre(mix.some((x) => Math.abs(x) > 1e-3));
        const c = nudged(normalize(mix), nudge);
        expect(orientation(a, b, c)).toBe(exactSign(a, b, c));
      }),
      { numRuns: 3000 },
    );
  });

  it('is exact beside an axis, down to the smallest numbers there are', () => {
    const tiny = fc.tuple(
      fc.double({ min: -1, max: 1, noNaN: true }),
      fc.constantFrom(1, 1e-17, 1e-60, 1e-160, 1e-300, 1e-308, 5e-324),
    );
    const near = fc
      .tuple(tiny, tiny)
      .map(([[y, yScale], [z, zScale]]): Vector3 => normalize([1, y * yScale, z * zScale]));
    fc.assert(
      fc.property(near, near, near, (a, b, c) => {
        expect(orientation(a, b, c)).toBe(exactSign(a, b, c));
      }),
      { numRuns: 3000 },
    );
  });

  it('turns its sign when two vectors change places, and keeps it when all move on', () => {
    fc.assert(
      fc.property(directions, directions, directions, (a, b, c) => {
        expect(orientation(b, c, a)).toBe(orientation(a, b, c));
        expect(orientation(b, a, c) + orientation(a, b, c)).toBe(0);
        expect(orientation(negate(a), b, c) + orientation(a, b, c)).toBe(0);
      }),
    );
  });

  it('is 0 where two vectors are equal or antipodal', () => {
    const [a, b] = [normalize([1, 2, 3]), normalize([-3, 1, 0.5])];
    expect(orientation(a, b, a)).toBe(0);
    expect(orientation(a, negate(a), b)).toBe(0);
  });

  it('is 0 on a plane that no coordinate plane is, where floating point says otherwise', () => {
    const a = 0.7071067811865475;
    expect(orientation([2 ** -53, 0.7071067811865476, a], [0, a, a], [a, a, 0])).toBe(0);
  });
});
