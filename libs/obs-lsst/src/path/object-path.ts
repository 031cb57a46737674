import { isLfaBucket, parseLfaKey } from './lfa-key.js';
import { parseRawKey } from './raw-key.js';

/** What an object's place tells of it before it was read, whichever grammar its bucket follows. */
export interface ObjectPath {
  /** The first directories: an instrument's name, or for the Large File Annex that of what made the file. */
  readonly instrument: string;
  /** YYYYMMDD, of the directories. */
  readonly day_obs: number;
  /** Null in the Large File Annex, whose keys don't tell. */
  readonly obs_id: string | null;
  readonly filename: string;
}

/**
 * Reads an object's key by the grammar of its bucket. Source: embargo-butler, Info.from_path.
 *
 * @param bucket as `[profile@]bucket`
 * @returns null for a key of another form.
 */
export function parseObjectPath(bucket: string, key: string): ObjectPath | null {
  if (isLfaBucket(bucket)) {
    const path = parseLfaKey(key);
    return path && { ...path, obs_id: null };
  }
  const path = parseRawKey(key);
  if (!path) return null;
  const { instrument, day_obs, obs_id, filename } = path;
  return { instrument, day_obs, obs_id, filename };
}
