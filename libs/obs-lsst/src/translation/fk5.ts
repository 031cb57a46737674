import type { RaDec } from '../observation-info.js';

/** From FK5 at equinox J2000 to ICRS (Mignard & Froeschlé 2000, as in SLALIB and astropy): 23 milliarcseconds. */
const FK5_TO_ICRS = [
  [0.9999999999999921, 1.1102233723050035e-7, 4.411803426976326e-8],
  [-1.1102233297408327e-7, 0.9999999999999889, -9.647792751958126e-8],
  [-4.411804498096771e-8, 9.647792246010129e-8, 0.9999999999999943],
] as const;

const RADIANS_PER_DEGREE = Math.PI / 180;
const DEGREES_PER_RADIAN = 180 / Math.PI;

/** Converts a position of FK5 (J2000) to ICRS. */
export function icrsFromFk5({ ra_deg, dec_deg }: RaDec): RaDec {
  const [ra, dec] = [ra_deg * RADIANS_PER_DEGREE, dec_deg * RADIANS_PER_DEGREE];
  const from = [Math.cos(ra) * Math.cos(dec), Math.sin(ra) * Math.cos(dec), Math.sin(dec)] as const;
  const [x, y, z] = FK5_TO_ICRS.map((row) => row[0] * from[0] + row[1] * from[1] + row[2] * from[2]) as [
    number,
    number,
    number,
  ];
  return {
    ra_deg: wrapDegrees(Math.atan2(y, x) * DEGREES_PER_RADIAN, 360),
    dec_deg: Math.atan2(z, Math.sqrt(x * x + y * y)) * DEGREES_PER_RADIAN,
  };
}

/** Brings an angle into the 360 degrees below a bound. @param bound degrees, exclusive */
export function wrapDegrees(angle: number, bound: number): number {
  const floor = bound - 360;
  const wrapped = angle - Math.floor((angle - floor) / 360) * 360;
  // A tiny negative angle plus 360 rounds to the bound itself.
  if (wrapped >= bound) return wrapped - 360;
  return wrapped < floor ? wrapped + 360 : wrapped;
}
