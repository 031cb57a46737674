import { isGuider } from './is-guider.js';

/** What an object's key says about the raw file in it. */
export interface RawKey {
  readonly instrument: string;
  /** YYYYMMDD, of the directory. */
  readonly day_obs: number;
  readonly obs_id: string;
  /** Two letters, such as MC for LSSTCam. */
  readonly camera_code: string;
  /** One letter: who commanded the exposure. */
  readonly controller: string;
  readonly seq_num: number;
  readonly filename: string;
  /** Such as R22_S11; null where the file's name doesn't say. */
  readonly detector: string | null;
  readonly guider: boolean;
}

const OBS_ID = /^([^_]+)_([^_]+)_([^_]+)_([^_]+)$/;
const DETECTOR = /_(R[0-9X]{2}_S[A-Z0-9]{2})(?:_guider)?\./;

/**
 * Reads the observatory's path grammar, INSTRUMENT/DAY/OBS_ID/FILENAME.
 *
 * The file's header has the last word on everything here; the key tells what belongs together before any header was read.
 * An obs_id of another day than its directory's is let pass. Source: embargo-butler, info.py.
 *
 * @returns null for a key of another form.
 */
export function parseRawKey(key: string): RawKey | null {
  const parts = key.split('/');
  const [instrument, day, obs_id, filename] = parts;
  if (parts.length !== 4 || !instrument || !filename || !/^\d{8}$/.test(day ?? '')) return null;
  const [, camera_code, controller, , sequence] = OBS_ID.exec(obs_id ?? '') ?? [];
  if (!camera_code || !controller || !/^\d+$/.test(sequence ?? '')) return null;
  return {
    instrument,
    day_obs: Number(day),
    obs_id: obs_id as string,
    camera_code,
    controller,
    seq_num: Number(sequence),
    filename,
    detector: DETECTOR.exec(filename)?.[1] ?? null,
    guider: isGuider(filename),
  };
}
