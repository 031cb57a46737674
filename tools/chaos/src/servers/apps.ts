import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Program } from './program.js';

/** A package of ours that is a program, `@footman/NAME`. */
export type App = 'intake' | 'ingest' | 'reaper' | 'announcer' | 'registrar';

/** What of ours is started, as it's deployed: compiled, told everything by its environment. */
export interface AppOptions {
  /** Its name among the programs. */
  readonly name: string;
  readonly app: App;
  /** Where it answers `/readyz`. */
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly log: string;
}

/** A program of ours. */
export function appProgram({ name, app, port, env, log }: AppOptions): Program {
  const home = fileURLToPath(new URL('.', import.meta.resolve(`@footman/${app}/package.json`)));
  return new Program({
    name,
    command: process.execPath,
    args: ['--enable-source-maps', join(home, 'dist', 'main.js')],
    env: {
      PATH: process.env['PATH'],
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      HOST: '127.0.0.1',
      PORT: String(port),
      ...env,
    },
    log,
    ready: async () =>
      (await fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2000) })).ok,
  });
}
