import { access, constants, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';

/** Where temporary files are fastest: in memory where that has plenty of room, else where the system puts them. */
export async function fastTemporaryRoot(bytes: number): Promise<string> {
  try {
    await access(MEMORY, constants.W_OK);
    const { bavail, bsize } = await statfs(MEMORY);
    return bavail * bsize > 4 * bytes ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

/** Starts something in a new directory that goes with it. */
export async function inTemporaryDirectory<T extends { close(): Promise<void> }>(
  start: (dir: string) => Promise<T>,
  root = tmpdir(),
): Promise<T> {
  const dir = await mkdtemp(join(root, 'footman-embedded-'));
  // A thread that was ended may still be writing its last file.
  const remove = () => rm(dir, { recursive: true, force: true, maxRetries: 3 });
  try {
    const server = await start(dir);
    const close = () => server.close().finally(remove);
    return { ...server, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
