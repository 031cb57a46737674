/** Where a telescope stands, by WGS84. */
export interface Site {
  /** Geodetic longitude and latitude, radians. */
  readonly longitude: number;
  readonly latitude: number;
  /** Distance from the Earth's axis, metres. */
  readonly axisDistance: number;
}

const RADIUS = 6378137;
const FLATTENING = 1 / 298.257223563;
const ECCENTRICITY_SQUARED = FLATTENING * (2 - FLATTENING);
const RADIANS_PER_DEGREE = Math.PI / 180;

/** A place by its geodetic coordinates. */
export function geodeticSite(longitude_deg: number, latitude_deg: number, height_m: number): Site {
  const latitude = latitude_deg * RADIANS_PER_DEGREE;
  const toAxis = RADIUS / Math.sqrt(1 - ECCENTRICITY_SQUARED * Math.sin(latitude) ** 2) + height_m;
  return {
    longitude: longitude_deg * RADIANS_PER_DEGREE,
    latitude,
    axisDistance: toAxis * Math.cos(latitude),
  };
}

/** A place by its distances in metres from the Earth's centre, as FITS headers have it (Bowring 1976). */
export function geocentricSite(x: number, y: number, z: number): Site {
  const axisDistance = Math.hypot(x, y);
  const minor = RADIUS * (1 - FLATTENING);
  const reduced = Math.atan2(z * RADIUS, axisDistance * minor);
  const second = ECCENTRICITY_SQUARED / (1 - ECCENTRICITY_SQUARED);
  const latitude = Math.atan2(
    z + second * minor * Math.sin(reduced) ** 3,
    axisDistance - ECCENTRICITY_SQUARED * RADIUS * Math.cos(reduced) ** 3,
  );
  return { longitude: Math.atan2(y, x), latitude, axisDistance };
}
