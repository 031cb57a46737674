import { execFile } from 'node:child_process';
import { readFile, readlink, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { EmbeddedServerError } from './errors.js';

/**
 * Gets over what a killed run left in a cluster's directory: a server without its parent is ended, a postmaster.pid without its
 * server is removed (in a container its number may long belong to another process, and PostgreSQL would then refuse to start).
 *
 * @throws {EmbeddedServerError} POSTGRES_IN_USE when the server belongs to a process that's still alive.
 */
export async function clearStaleCluster(data: string): Promise<void> {
  const pidFile = join(data, 'postmaster.pid');
  const text = await readFile(pidFile, 'utf8').catch(() => undefined);
  if (text === undefined) return;
  const pid = Number(text.split('\n')[0]);
  const server = await inspect(pid);
  if (server?.command.includes('postgres')) {
    const parent = await inspect(server.parent);
    if (parent?.command.includes('node')) {
      throw new EmbeddedServerError(
        'POSTGRES_IN_USE',
        `Another run (process ${server.parent}) is using ${data}. Wait until it has ended, or choose another directory.`,
      );
    }
    await end(pid);
  }
  await rm(pidFile, { force: true });
}

interface Process {
  readonly parent: number;
  readonly command: string;
}

async function inspect(pid: number): Promise<Process | undefined> {
  if (!(pid > 0)) return undefined;
  // `pid (command) state ppid ...`; slim images have no ps.
  const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  const fields = line && /^\d+ \((.*)\) (\S) (\d+) /s.exec(line);
  if (fields) {
    if (fields[2] === 'Z') return undefined;
    // The name is the main thread's, which newer Nodes call MainThread; the program tells it better.
    const program = await readlink(`/proc/${pid}/exe`).catch(() => fields[1] ?? '');
    return { command: basename(program), parent: Number(fields[3]) };
  }
  if (process.platform === 'linux') return undefined;
  const ps = await promisify(execFile)('ps', ['-o', 'ppid=,comm=', '-p', String(pid)]).catch(() => undefined);
  const [, parent, command] = /^\s*(\d+)\s+(.*)/.exec(ps?.stdout ?? '') ?? [];
  return parent ? { parent: Number(parent), command: command ?? '' } : undefined;
}

async function end(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT'] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let i = 0; i < 100; i++) {
      if (!(await inspect(pid))) return;
      await sleep(50);
    }
  }
}
