import { type Site, geocentricSite } from '../astrometry/site.js';
import type { AltAz, RaDec } from '../observation-info.js';
import { icrsFromFk5, wrapDegrees } from './fk5.js';
import { HeaderGapError, type HeaderReader } from './header-reader.js';
import { parseAngle } from './parse-angle.js';

/** The telescope leans back a little beyond the zenith and below the horizon; more than that isn't believed. */
const MIN_ALTITUDE = -5.55;
const MAX_ALTITUDE = 90;

/** Pairs of right ascension and declination in degrees, the best first. */
const POSITIONS = [
  ['RASTART', 'DECSTART'],
  ['RA', 'DEC'],
] as const;

/**
 * The position that the telescope was told to track, as the header gives it. Source: obs_lsst, to_tracking_radec, and
 * astro_metadata_translator, tracking_from_degree_headers.
 *
 * @throws HeaderGapError where there is none that can be used
 */
export function trackedPosition(header: HeaderReader): RaDec | null {
  const system = header.has('RADESYS') ? header.text('RADESYS').trim().toLowerCase() : 'icrs';
  // The telescope control's word for a target that moves.
  if (system === 'gappt') return null;
  const keys = POSITIONS.find((pair) => header.has(...pair));
  if (!keys) throw new HeaderGapError('neither RASTART, DECSTART nor RA, DEC have values');

  const position = { ra_deg: wrapDegrees(angle(header, keys[0]), 360), dec_deg: angle(header, keys[1]) };
  // What isn't a number passes here, as in the reference, and is found out when the exposure's record is made.
  if (Math.abs(position.dec_deg) > 90) {
    throw new HeaderGapError(`${keys[0]} and ${keys[1]} are no position on the sky`);
  }
  if (system === 'icrs') return position;
  if (system === 'fk5') return icrsFromFk5(position);
  throw new HeaderGapError(`RADESYS is '${system}', which is neither ICRS nor FK5`);
}

function angle(header: HeaderReader, key: string): number {
  const value = header.value(key);
  if (typeof value !== 'string') return header.quantity(key);
  const degrees = parseAngle(value);
  if (degrees === null) throw new HeaderGapError(`${key} is '${value}', which is no angle`);
  return degrees;
}

/**
 * Where the telescope pointed in the sky above it; null where the header's values can't be believed.
 * Source: astro_metadata_translator, altaz_from_degree_headers.
 *
 * @throws HeaderGapError where the values are missing
 */
export function altAz(header: HeaderReader, azimuthKey: string, elevationKey: string): AltAz | null {
  const azimuth = header.number(azimuthKey);
  const elevation = header.number(elevationKey);
  if (azimuth < -360 || elevation < -90) return null;
  return {
    az_deg: wrapDegrees(azimuth, 360),
    alt_deg: Math.min(Math.max(elevation, MIN_ALTITUDE), MAX_ALTITUDE),
  };
}

/** Where the telescope stood; null where the header doesn't tell. */
export function siteOf(header: HeaderReader): Site | null {
  try {
    return geocentricSite(
      header.quantity('OBSGEO-X'),
      header.quantity('OBSGEO-Y'),
      header.quantity('OBSGEO-Z'),
    );
  } catch (error) {
    if (error instanceof HeaderGapError) return null;
    throw error;
  }
}
