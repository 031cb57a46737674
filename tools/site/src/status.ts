import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const FOOTMAN = fileURLToPath(
  new URL('bin/footman.js', new URL('.', import.meta.resolve('@footman/cli/package.json'))),
);

/** What the command line says of a site. */
export interface StatusFindings {
  /** Of `footman status`. */
  readonly exitCode: number;
  /** What needs a person. */
  readonly needed: readonly string[];
  /** Exit code of `footman butler doctor`. */
  readonly doctor: number;
}

/** Asks as an operator does: in a pod, which has all settings and credentials. */
export async function footmanStatus(env: NodeJS.ProcessEnv): Promise<StatusFindings> {
  const [status, doctor] = await Promise.all([
    footman(env, 'status', '--json'),
    footman(env, 'butler', 'doctor', env['BUTLER_REPO'] ?? '', '--json'),
  ]);
  const { needed } = JSON.parse(status.stdout) as { readonly needed: readonly unknown[] };
  return {
    exitCode: status.exitCode,
    needed: needed.map((need) => (typeof need === 'string' ? need : JSON.stringify(need))),
    doctor: doctor.exitCode,
  };
}

function footman(
  env: NodeJS.ProcessEnv,
  ...args: string[]
): Promise<{ readonly exitCode: number; readonly stdout: string }> {
  return new Promise((done) => {
    execFile(process.execPath, [FOOTMAN, ...args], { env }, (error, stdout, stderr) => {
      const exitCode = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      done({ exitCode, stdout: stdout || JSON.stringify({ needed: [stderr.trim()] }) });
    });
  });
}
