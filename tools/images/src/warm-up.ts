import { execFile } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** Where Node finds what it has compiled before; the Dockerfile says so to it. */
export const COMPILE_CACHE = '/opt/footman/cache';

/** Node keeps what it has compiled for each user apart. */
const USER = 1000;

/**
 * Runs each command once as it will be run, in the tree as its root, so that Node finds compiled what it has to load; a quarter of the
 * time to start (docs/decisions/0007-one-image-made-without-docker.md).
 *
 * @returns false where that isn't possible: Node before 22 can't, and only root may change its root.
 */
export async function warmUp(tree: string, commands: readonly string[]): Promise<boolean> {
  if (Number(process.versions.node.split('.')[0]) < 22 || process.getuid?.() !== 0) return false;
  const cache = join(tree, COMPILE_CACHE);
  await mkdir(cache, { recursive: true });
  await chown(cache, USER, USER);
  const env = { PATH: '/usr/local/bin:/usr/sbin:/bin', NODE_COMPILE_CACHE: COMPILE_CACHE };
  for (const command of commands) {
    // Services end for want of settings, when all has been loaded.
    const args = [
      `--userspec=${USER}:${USER}`,
      tree,
      command,
      ...(command === 'footman' ? ['--version'] : []),
    ];
    await promisify(execFile)('chroot', args, { env }).catch((error: { code?: unknown }) => {
      if (error.code !== 2) throw error;
    });
  }
  return true;
}
