import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Starts something in a new directory that goes with it. */
export async function inTemporaryDirectory<T extends { close(): Promise<void> }>(
  start: (dir: string) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'footman-embedded-'));
  const remove = () => rm(dir, { recursive: true, force: true });
  try {
    const server = await start(dir);
    const close = () => server.close().finally(remove);
    return { ...server, close };
  } catch (error) {
    await remove();
    throw error;
  }
}
