import { isLfaBucket } from './lfa-key.js';

/** What is directly below a prefix in the bucket, each with a slash at its end; the empty prefix is the bucket itself. */
export type DirectoriesIn = (prefix: string) => Promise<readonly string[]>;

/** In the Large File Annex a directory of four digits below a component is taken for a year, never for a generator. */
const YEAR = /\/\d{4}\/$/;

/**
 * The prefixes under which all of a night's objects are, by the grammar of their bucket: INSTRUMENT/DAY/, or CSC/YYYY/MM/DD/ and
 * CSC/GENERATOR/YYYY/MM/DD/. Under some of them there may be nothing.
 *
 * @param bucket as `[profile@]bucket`
 * @param day_obs YYYYMMDD
 */
export async function nightPrefixes(
  bucket: string,
  day_obs: number,
  directoriesIn: DirectoriesIn,
): Promise<readonly string[]> {
  const makers = await directoriesIn('');
  if (!isLfaBucket(bucket)) return makers.map((instrument) => `${instrument}${day_obs}/`);
  const day = String(day_obs).replace(/^(\d{4})(\d\d)(\d\d)$/, '$1/$2/$3/');
  const generators = await Promise.all(makers.map(directoriesIn));
  return [...makers, ...generators.flat().filter((directory) => !YEAR.test(directory))].map(
    (maker) => `${maker}${day}`,
  );
}
