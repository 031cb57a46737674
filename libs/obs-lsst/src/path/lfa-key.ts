/** What an object's key in a bucket of the Large File Annex says about the file in it. */
export interface LfaKey {
  /** The control system's component that made the file, with its generator if it has several: `CSC` or `CSC/GENERATOR`. */
  readonly instrument: string;
  /** YYYYMMDD, of the directories. */
  readonly day_obs: number;
  readonly filename: string;
}

const LFA = 'rubinobs-lfa-';

/** Whether a bucket, given as `[profile@]bucket`, is of the Large File Annex. Source: embargo-butler, ingest.py and info.py. */
export function isLfaBucket(bucket: string): boolean {
  return bucket.includes(LFA);
}

/**
 * Reads the Large File Annex's path grammar: CSC/YYYY/MM/DD/FILENAME, CSC/GENERATOR/YYYY/MM/DD/FILENAME, and the latter with one
 * more directory before the file's name. Source: embargo-butler, info.py, which counts the bucket as a part too.
 *
 * @returns null for a key of another form.
 */
export function parseLfaKey(key: string): LfaKey | null {
  const parts = key.split('/');
  if (parts.length < 5 || parts.length > 7) return null;
  const makers = parts.length === 5 ? 1 : 2;
  const instrument = parts.slice(0, makers);
  const [year = '', month = '', day = ''] = parts.slice(makers);
  const filename = parts.at(-1);
  const isDay = /^\d{4}$/.test(year) && /^\d\d$/.test(month) && /^\d\d$/.test(day);
  if (!isDay || !filename || !instrument.every(Boolean)) return null;
  return { instrument: instrument.join('/'), day_obs: Number(year + month + day), filename };
}
