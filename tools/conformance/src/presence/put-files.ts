import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import type { HeaderedFile } from './headered-files.js';
import type { PresenceSides } from './presence-sides.js';

const SIDECAR_TELLS = Buffer.from('The sidecar tells all.');

/** Puts files where both sides find them, each with its header where it says. */
export async function putFiles(
  { reference, work }: Conformance,
  { put }: PresenceSides,
  files: readonly HeaderedFile[],
): Promise<void> {
  const script = reference.startScript('write_fits.py');
  const ways: Readonly<Record<HeaderedFile['header'], (file: HeaderedFile) => Promise<void>>> = {
    async sidecar({ key, cards }) {
      await put(key.replace(/fits$/, 'json'), Buffer.from(JSON.stringify(cards)));
      await put(key, SIDECAR_TELLS);
    },
    async file({ key, cards }) {
      const path = join(work, key.replaceAll('/', '-'));
      await script.ask(JSON.stringify({ path, header: cards }));
      await put(key, await readFile(path));
    },
    nowhere: async () => undefined,
  };
  try {
    await Promise.all(files.map((file) => ways[file.header](file)));
  } finally {
    await script.close();
  }
}
