import { type Vector, aboutX, aboutZ } from './rotation.js';

/** Where the equator and the equinox are at a moment; angles in radians. */
export interface Equator {
  /** Fukushima-Williams angles of precession with the frame's bias. */
  readonly gamma: number;
  readonly phi: number;
  readonly psi: number;
  /** Mean obliquity of the ecliptic. */
  readonly obliquity: number;
  /** Nutation in longitude and in obliquity. */
  readonly deltaPsi: number;
  readonly deltaEpsilon: number;
  /** By how much sidereal time is ahead of the Earth's rotation angle. */
  readonly equationOfOrigins: number;
}

export const RADIANS_PER_ARCSECOND = Math.PI / 648000;
const ARCSECONDS_PER_TURN = 1296000;

/** The Delaunay arguments l, l', F, D and Omega: arcseconds at J2000 and per century. */
const ARGUMENTS = [
  [485868.249036, 1717915923.2178],
  [1287104.79305, 129596581.0481],
  [335779.526232, 1739527262.8478],
  [1072260.70369, 1602961601.209],
  [450160.398036, -6962890.5431],
] as const;

/** The largest terms of IAU 2000B: multiples of the arguments, sine for longitude and cosine for obliquity in milliarcseconds. */
const NUTATION = [
  [0, 0, 0, 0, 1, -17206.4161, 9205.2331],
  [0, 0, 2, -2, 2, -1317.0906, 573.0336],
  [0, 0, 2, 0, 2, -227.6413, 97.8459],
  [0, 0, 0, 0, 2, 207.4554, -89.7492],
  [0, 1, 0, 0, 0, 147.5877, 7.3871],
  [0, 1, 2, -2, 2, -51.6821, 22.4386],
  [1, 0, 0, 0, 0, 71.1159, -0.675],
  [0, 0, 2, 0, 1, -38.7298, 20.0728],
  [1, 0, 2, 0, 2, -30.1461, 12.9025],
  [0, -1, 2, -2, 2, 21.5829, -9.5929],
  [0, 0, 2, -2, 1, 12.8227, -6.8982],
  [-1, 0, 2, 0, 2, 12.3457, -5.3311],
  [-1, 0, 0, 2, 0, 15.6994, -0.1235],
  [1, 0, 0, 0, 1, 6.311, -3.3228],
  [-1, 0, 0, 0, 1, -5.7976, 3.1429],
] as const;

/** The precession of IAU 2006 with the fifteen largest terms of nutation. @param centuries of TT since J2000 */
export function equatorOf(centuries: number): Equator {
  const t = centuries;
  const { deltaPsi, deltaEpsilon } = nutation(t);
  const obliquity = arcseconds(84381.406 + t * (-46.836769 + t * (-0.0001831 + t * 0.0020034)));
  const mean = arcseconds(0.014506 + t * (4612.156534 + t * 1.3915817));
  return {
    gamma: arcseconds(-0.052928 + t * (10.556378 + t * (0.4932044 - t * 0.00031238))),
    phi: arcseconds(84381.412819 + t * (-46.811016 + t * (0.0511268 + t * 0.00053289))),
    psi: arcseconds(-0.041775 + t * (5038.481484 + t * (1.5584175 - t * 0.00018522))),
    obliquity,
    deltaPsi,
    deltaEpsilon,
    equationOfOrigins: mean + deltaPsi * Math.cos(obliquity),
  };
}

/** Turns a direction from the true equator and equinox of a date to GCRS. */
export function gcrsFromTrueEquator(direction: Vector, equator: Equator): Vector {
  const ecliptic = aboutX(direction, equator.obliquity + equator.deltaEpsilon);
  const ofEpoch = aboutX(aboutZ(ecliptic, equator.psi + equator.deltaPsi), -equator.phi);
  return aboutZ(ofEpoch, -equator.gamma);
}

function nutation(t: number): Pick<Equator, 'deltaPsi' | 'deltaEpsilon'> {
  const [l, lPrime, f, d, omega] = ARGUMENTS.map(([start, rate]) =>
    arcseconds((start + t * rate) % ARCSECONDS_PER_TURN),
  ) as [number, number, number, number, number];
  let [deltaPsi, deltaEpsilon] = [0, 0];
  for (const [a, b, c, e, g, sine, cosine] of NUTATION) {
    const argument = a * l + b * lPrime + c * f + e * d + g * omega;
    deltaPsi += sine * Math.sin(argument);
    deltaEpsilon += cosine * Math.cos(argument);
  }
  return { deltaPsi: arcseconds(deltaPsi / 1000), deltaEpsilon: arcseconds(deltaEpsilon / 1000) };
}

function arcseconds(angle: number): number {
  return angle * RADIANS_PER_ARCSECOND;
}
