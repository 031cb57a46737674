import { existsSync, readFileSync } from 'node:fs';
import type { CorrectionLookup } from '../translation/translator.js';
import { parseCorrections } from './parse-corrections.js';
import { recordedCorrections } from './recorded-corrections.js';

/**
 * Looks corrections up in directories of files INSTRUMENT-OBSID.yaml, in order, and then among the recorded ones. The first file
 * that is found counts alone; one that isn't YAML, or no mapping, is passed over. Files are looked up anew each time, so that a
 * correction counts as soon as it's there. Source: astro_metadata_translator, fix_header.
 *
 * @param path directories with colons between them, as in METADATA_CORRECTIONS_PATH; none if it's empty
 * @throws the error of the file system for a file that is there and can't be read
 */
export function correctionsFrom(path: string | undefined): CorrectionLookup {
  if (!path) return recordedCorrections;
  const directories = path.split(':');
  return (instrument, obs_id) => {
    const name = `${instrument}-${obs_id}.yaml`;
    // An observation's id comes from the header, and must not lead elsewhere.
    if (name.includes('/')) return recordedCorrections(instrument, obs_id);
    for (const directory of directories) {
      // As for a shell's paths, an empty entry is the working directory.
      const file = `${directory || '.'}/${name}`;
      const corrections = existsSync(file) ? parseCorrections(readFileSync(file)) : null;
      if (corrections) return corrections;
    }
    return recordedCorrections(instrument, obs_id);
  };
}
