import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Where Prometheus' two programs are. */
export interface Prometheus {
  /** Checks and tests rules. */
  readonly promtool: string;
  /** The server. */
  readonly prometheus: string;
}

/**
 * Finds Prometheus on the path, or unpacks Debian's package in the user's cache the first time, without installing it; undefined, and
 * said on stderr, where neither is possible.
 */
export async function findPrometheus(): Promise<Prometheus | undefined> {
  const installed = (process.env['PATH'] ?? '').split(delimiter).find((directory) => isIn(directory));
  if (installed) return programs(installed);
  const place = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'footman', 'prometheus');
  const unpacked = join(place, 'usr', 'bin');
  if (!isIn(unpacked)) {
    try {
      await unpack(place);
    } catch (error) {
      const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : error;
      process.stderr.write(
        `Alert rules aren't tested: there is no promtool, and Debian's can't be had (${reason})\n`,
      );
      return undefined;
    }
  }
  return programs(unpacked);
}

function isIn(directory: string): boolean {
  return Object.values(programs(directory)).every((program) => existsSync(program));
}

function programs(directory: string): Prometheus {
  return { promtool: join(directory, 'promtool'), prometheus: join(directory, 'prometheus') };
}

async function unpack(place: string): Promise<void> {
  const beside = `${place}.${process.pid}`;
  await mkdir(beside, { recursive: true });
  try {
    const download = () => run('apt-get', ['download', 'prometheus'], { cwd: beside });
    // A fresh machine has no package lists, and only root can get them.
    await download().catch(async () => {
      await run('apt-get', ['-o', 'DPkg::Lock::Timeout=120', 'update']);
      await download();
    });
    const archive = (await readdir(beside)).find((file) => file.endsWith('.deb'));
    if (!archive) throw new Error('apt-get has downloaded nothing');
    await run('dpkg-deb', ['-x', archive, '.'], { cwd: beside });
    // Another test may have been faster; what is there is whole.
    await rename(beside, place).catch((error: unknown) => {
      if (!existsSync(place)) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}
