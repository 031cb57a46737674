import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { COMPILE_CACHE } from './warm-up.js';

/** A command that runs, or ran. */
export interface Running {
  readonly child: ChildProcess;
  /** What it wrote so far. */
  readonly output: { readonly out: string; readonly err: string };
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** What a container's processes find in their environment. */
const ENV = { PATH: '/usr/local/bin:/bin', HOME: '/tmp', NODE_COMPILE_CACHE: COMPILE_CACHE };

/** Runs commands in an assembled tree as a container would: as user 1000, and with nothing but the tree. */
export class Tree {
  constructor(readonly directory: string) {}

  /** Changing a process's root takes root. */
  static get possible(): boolean {
    return process.platform === 'linux' && process.getuid?.() === 0;
  }

  /** Starts a command with no settings but these. */
  start(command: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const child = spawn('/usr/sbin/chroot', ['--userspec=1000:1000', this.directory, ...command], {
      cwd: '/',
      env: { ...ENV, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const output = { out: '', err: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.out += chunk));
    child.stderr.on('data', (chunk: Buffer) => (output.err += chunk));
    const ended = new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { child, output, ended };
  }

  /** Runs a command to its end. */
  async run(
    command: readonly string[],
    env: NodeJS.ProcessEnv = {},
  ): Promise<{ code: number | null; out: string; err: string }> {
    const { ended, output } = this.start(command, env);
    return { code: await ended, ...output };
  }

  /** Where a file of the tree is, seen from outside. */
  path(file: string): string {
    return join(this.directory, file);
  }
}
