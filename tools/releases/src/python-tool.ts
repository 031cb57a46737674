import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A program of PyPI's, installed in the user's cache the first time. */
export class PythonTool {
  private constructor(private readonly program: string) {}

  /** Undefined, and said on stderr, where it can't be installed. */
  static async find(requirement: string, program: string): Promise<PythonTool | undefined> {
    const cache = process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
    const place = join(cache, 'footman', requirement);
    const path = join(place, 'bin', program);
    try {
      if (!existsSync(path)) await install(requirement, place);
      return new PythonTool(path);
    } catch (error) {
      const reason = error instanceof Error ? error.message.trim().split('\n').at(-1) : error;
      process.stderr.write(
        `${requirement} can't be installed here (${reason}): what it would find isn't found\n`,
      );
      return undefined;
    }
  }

  /** What it says; empty if it finds nothing. */
  async complaints(...args: string[]): Promise<string> {
    return run(this.program, args).then(
      () => '',
      (error: { stdout?: string; stderr?: string }) => `${error.stdout}${error.stderr}` || String(error),
    );
  }
}

async function install(requirement: string, place: string): Promise<void> {
  await rm(place, { recursive: true, force: true });
  await run('python3', ['-m', 'venv', place]);
  await run(join(place, 'bin', 'pip'), ['install', '--quiet', '--no-input', requirement]);
}
