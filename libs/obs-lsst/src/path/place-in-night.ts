import { parseObjectPath } from './object-path.js';

/** An object's place in the night, in the words of operators and of the ledger. */
export interface PlaceInNight {
  readonly instrument?: string;
  /** The observing day, YYYYMMDD. */
  readonly night?: number;
  /** The obs_id. */
  readonly exposure?: string;
}

/**
 * What an object's key tells of its place in the night; nothing of a key that doesn't follow its bucket's grammar.
 *
 * @param bucket as `[profile@]bucket`
 */
export function placeInNight(bucket: string, key: string): PlaceInNight {
  const path = parseObjectPath(bucket, key);
  if (!path) return {};
  const { instrument, day_obs: night, obs_id } = path;
  return { instrument, night, ...(obs_id && { exposure: obs_id }) };
}
