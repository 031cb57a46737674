import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../apps/footman/bin/footman.js', import.meta.url));

/** What a command printed, and its exit code. */
export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the compiled command line as a person would, who knows no more than `env`. */
export function footmanCommand(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Said> {
  return new Promise((done) => {
    const command = [PROGRAM, ...args];
    const child = execFile(
      process.execPath,
      command,
      { env: { PATH: process.env['PATH'], ...env } },
      (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : -1) : 0;
        done({ code, stdout, stderr });
      },
    );
    child.stdin?.end();
  });
}
