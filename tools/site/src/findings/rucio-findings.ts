/** What a site's Rucio knows of the files that were PUT. */
export interface RucioFindings {
  readonly registered: number;
  /** Keys of files that it doesn't know, guiders apart. */
  readonly missing: readonly string[];
  /** Names of files that nobody PUT, and of guiders. */
  readonly extra: readonly string[];
}

/** Compares the files of Rucio's datasets with what was PUT. */
export function inspectRucio(names: readonly string[], keys: readonly string[]): RucioFindings {
  const registered = new Set(names);
  const expected = keys.filter((key) => !key.includes('_guider'));
  return {
    registered: names.length,
    missing: expected.filter((key) => !registered.has(key)),
    extra: names.filter((name) => !expected.includes(name)),
  };
}
