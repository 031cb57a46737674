/** Where the telescope looks at a moment, in the units of the header: degrees, and hours for the hour angle. */
export interface SkyPosition {
  readonly hourAngle: number;
  readonly elevation: number;
  readonly azimuth: number;
  readonly airmass: number;
}

const LONGITUDE = -70.749417;
const LATITUDE = -30.244639;
const TAI_MINUS_UTC_SECONDS = 37;
const RADIANS = Math.PI / 180;

/** The local mean sidereal time at Cerro Pachón in degrees; `tai` is in milliseconds since 1970 on the TAI scale. */
export function siderealTime(tai: number): number {
  const days = (tai / 1000 - TAI_MINUS_UTC_SECONDS) / 86400 - 10957.5;
  return modulo(280.46061837 + 360.98564736629 * days + LONGITUDE, 360);
}

/** Where a position (degrees) stands; without precession and refraction, good to about half a degree. */
export function skyPosition(ra: number, dec: number, tai: number): SkyPosition {
  const hourAngle = modulo(siderealTime(tai) - ra + 180, 360) - 180;
  const h = hourAngle * RADIANS;
  const d = dec * RADIANS;
  const l = LATITUDE * RADIANS;
  const sine = Math.sin(l) * Math.sin(d) + Math.cos(l) * Math.cos(d) * Math.cos(h);
  const azimuth = Math.atan2(
    -Math.cos(d) * Math.sin(h),
    Math.sin(d) * Math.cos(l) - Math.cos(d) * Math.sin(l) * Math.cos(h),
  );
  return {
    hourAngle: hourAngle / 15,
    elevation: Math.asin(sine) / RADIANS,
    azimuth: modulo(azimuth / RADIANS, 360),
    airmass: 1 / sine,
  };
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
