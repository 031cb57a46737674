import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Native code in a directory, at any depth. */
export async function nativeFiles(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true });
  return entries.filter((entry) => entry.endsWith('.node')).map((entry) => join(directory, entry));
}
