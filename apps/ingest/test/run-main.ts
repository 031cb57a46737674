import { type RunningSource, runSource } from '@footman/embedded';

const MAIN = new URL('../src/main.ts', import.meta.url);

/** Runs the deployed entry with no settings but these. */
export function runMain(env: NodeJS.ProcessEnv): RunningSource {
  return runSource(MAIN, { NODE_NO_WARNINGS: '1', ...env });
}
