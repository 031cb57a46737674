import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Rubin's own pipelines as the reference installation has them. */
export interface ReferenceStack {
  readonly python: string;
  /** What has to be in the environment of a process that runs them. */
  readonly env: NodeJS.ProcessEnv;
}

/** Suites run side by side, and the reference is installed only once; where there is no flock, one hopes. */
const ONE_AT_A_TIME = 'exec 9>"${TMPDIR:-/tmp}/footman-reference.lock"; flock 9 || true; exec bash "$0"';

/** Finds (and where needed installs) the reference; null, with a line that says so, where there is none. */
export function referenceStack(): ReferenceStack | null {
  const shared =
    process.env['FOOTMAN_REFERENCE'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
  const up = join(shared, 'oracle', 'up.sh');
  if (!existsSync(up)) {
    process.stderr.write(`Skipping the stack and shadow engines: there is no reference at ${shared}\n`);
    return null;
  }
  const home = dirname(
    execFileSync('bash', ['-c', ONE_AT_A_TIME, up], { encoding: 'utf8' }).trim().split('\n').at(-1) ?? '',
  );
  const source = join(home, 'src');
  return {
    python: join(home, 'venv', 'bin', 'python'),
    env: {
      PATH: process.env['PATH'],
      PYTHONPATH: `${join(shared, 'oracle', 'shim')}:${source}`,
      PYTHONDONTWRITEBYTECODE: '1',
      OBS_FIBERSPECTROGRAPH_DIR: join(source, 'packages', 'obs_fiberspectrograph'),
      OBS_RUBINGENERICCAMERA_DIR: join(source, 'packages', 'obs_rubinGenericCamera'),
    },
  };
}
