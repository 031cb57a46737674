import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const TS_NODE_PROJECT = fileURLToPath(new URL('tsconfig.json', import.meta.url));
const LOADER = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];

/** The deployed entry in a process of its own. */
export interface RunningMain {
  readonly child: ChildProcess;
  /** What it wrote so far, each to its stream. */
  readonly output: { readonly out: string; readonly err: string };
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Runs the deployed entry with no settings but these. */
export function runMain(env: NodeJS.ProcessEnv): RunningMain {
  const child = spawn(process.execPath, [...LOADER, MAIN], {
    env: { PATH: process.env['PATH'], TS_NODE_PROJECT, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk));
  return { child, output, ended: new Promise((resolve) => child.once('close', resolve)) };
}
