import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LOADER = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];

/** A program in a process of its own. */
export interface RunningSource {
  readonly child: ChildProcess;
  /** What it wrote so far, each to its stream. */
  readonly output: { readonly out: string; readonly err: string };
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number | null>;
}

/** Runs a program of a package from its sources, with no settings but these; next to its `src` is `test`, with a tsconfig.json. */
export function runSource(main: URL, env: NodeJS.ProcessEnv): RunningSource {
  const project = fileURLToPath(new URL('../test/tsconfig.json', main));
  const child = spawn(process.execPath, [...LOADER, fileURLToPath(main)], {
    env: { PATH: process.env['PATH'], TS_NODE_PROJECT: project, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => (output.out += chunk));
  child.stderr.on('data', (chunk: Buffer) => (output.err += chunk));
  return { child, output, ended: new Promise((resolve) => child.once('close', resolve)) };
}
