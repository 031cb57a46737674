import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The bytes of all files in a directory, at any depth. */
export async function treeSize(directory: string): Promise<number> {
  const entries = await readdir(directory, { recursive: true });
  const stats = await Promise.all(entries.map((entry) => lstat(join(directory, entry))));
  return stats.reduce((sum, stat) => sum + (stat.isFile() ? stat.size : 0), 0);
}
