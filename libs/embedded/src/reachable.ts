import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/** The outermost directory on the way to (and with) `path` that other users may not enter, or null. */
export async function firstClosedDirectory(path: string): Promise<string | null> {
  const chain: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    chain.unshift(at);
    if (at === dirname(at)) break;
  }
  for (const directory of chain) {
    const { mode } = await stat(directory);
    if ((mode & 0o001) === 0) return directory;
  }
  return null;
}
