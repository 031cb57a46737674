import type { AltAz, RaDec, TaiTime } from '../observation-info.js';
import { MJD_ZERO } from '../time/calendar.js';
import { wrapDegrees } from '../translation/fk5.js';
import { earthOrientation } from './earth-orientation.js';
import { type Equator, RADIANS_PER_ARCSECOND, equatorOf, gcrsFromTrueEquator } from './equator.js';
import { type Vector, aboutX, aboutY, aboutZ } from './rotation.js';
import type { Site } from './site.js';

const J2000 = 2451545;
const DAYS_PER_CENTURY = 36525;
const SECONDS_PER_DAY = 86400;
const TT_MINUS_TAI = 32.184;
const RADIANS_PER_DEGREE = Math.PI / 180;

const SPEED_OF_LIGHT = 299792458;
const EARTH_ROTATION_RATE = 7.292115e-5;
/** Mean speed of the Earth in its orbit, as a fraction of the speed of light. */
const ABERRATION = 20.49552 * RADIANS_PER_ARCSECOND;

/**
 * Tells which position on the sky was at an altitude and azimuth: without refraction, with the aberration of the year and of
 * the day, without the Sun's bending of light. The model (IAU 2006 precession, fifteen terms of nutation, UT1 and polar motion
 * of the IERS) is within 0.07 arcseconds of astropy's for 2010 to 2026, nearer to the Sun than 5 degrees within 0.5.
 */
export function icrsFromAltAz(pointing: AltAz, time: TaiTime, site: Site): RaDec {
  const days = time.jd1 - J2000 + time.jd2;
  const { ut1MinusTai, poleX, poleY } = earthOrientation(time.jd1 - MJD_ZERO + time.jd2);
  const equator = equatorOf((days + TT_MINUS_TAI / SECONDS_PER_DAY) / DAYS_PER_CENTURY);
  const siderealTime = earthRotationAngle(days + ut1MinusTai / SECONDS_PER_DAY) + equator.equationOfOrigins;

  const terrestrial = terrestrialDirection(pointing, site);
  const x = poleX * RADIANS_PER_ARCSECOND;
  const y = poleY * RADIANS_PER_ARCSECOND;
  const apparent = aboutZ(aboutY(aboutX(terrestrial, y), x), -siderealTime);
  const velocity = observerVelocity(days / DAYS_PER_CENTURY, equator, site, siderealTime + site.longitude);
  const [a, b, c] = gcrsFromTrueEquator(withoutAberration(apparent, velocity), equator);
  return {
    ra_deg: wrapDegrees(Math.atan2(b, a) / RADIANS_PER_DEGREE, 360),
    dec_deg: Math.atan2(c, Math.hypot(a, b)) / RADIANS_PER_DEGREE,
  };
}

/** Radians, for days of UT1 since J2000 (IAU 2000). */
function earthRotationAngle(days: number): number {
  return 2 * Math.PI * ((days % 1) + 0.779057273264 + 0.00273781191135448 * days);
}

/** In the Earth's own frame, of which the first axis points to Greenwich's meridian. */
function terrestrialDirection({ az_deg, alt_deg }: AltAz, { longitude, latitude }: Site): Vector {
  const [azimuth, altitude] = [az_deg * RADIANS_PER_DEGREE, alt_deg * RADIANS_PER_DEGREE];
  const north = Math.cos(altitude) * Math.cos(azimuth);
  const east = Math.cos(altitude) * Math.sin(azimuth);
  const up = Math.sin(altitude);
  const outwards = up * Math.cos(latitude) - north * Math.sin(latitude);
  const meridional: Vector = [outwards, east, up * Math.sin(latitude) + north * Math.cos(latitude)];
  return aboutZ(meridional, -longitude);
}

/** By the Earth's orbit (Meeus, Astronomical Algorithms, chapters 23 and 25) and rotation; in units of the speed of light. */
function observerVelocity(t: number, equator: Equator, site: Site, localSiderealTime: number): Vector {
  const meanLongitude = 280.46646 + 36000.76983 * t;
  const perihelion = (102.93735 + 1.71946 * t) * RADIANS_PER_DEGREE;
  const eccentricity = 0.016708634 - 0.000042037 * t;
  const anomaly = (357.52911 + 35999.05029 * t) * RADIANS_PER_DEGREE;
  const centre = (1.914602 - 0.004817 * t) * Math.sin(anomaly) + 0.019993 * Math.sin(2 * anomaly);
  const sun = (meanLongitude + centre) * RADIANS_PER_DEGREE;
  const inOrbit: Vector = [
    ABERRATION * (Math.sin(sun) - eccentricity * Math.sin(perihelion)),
    ABERRATION * (eccentricity * Math.cos(perihelion) - Math.cos(sun)),
    0,
  ];
  const [x, y, z] = aboutX(inOrbit, -equator.obliquity);
  const eastwards = (EARTH_ROTATION_RATE * site.axisDistance) / SPEED_OF_LIGHT;
  return [x - eastwards * Math.sin(localSiderealTime), y + eastwards * Math.cos(localSiderealTime), z];
}

function withoutAberration([x, y, z]: Vector, [vx, vy, vz]: Vector): Vector {
  const lengthening = 1 + x * vx + y * vy + z * vz;
  return [x * lengthening - vx, y * lengthening - vy, z * lengthening - vz];
}
