import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const TS_NODE_PROJECT = fileURLToPath(new URL('tsconfig.json', import.meta.url));
const LOADER = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];

/** A command in a process of its own, which goes on until it is told to end. */
export class RunningFootman {
  readonly output = { out: '', err: '' };
  readonly ended: Promise<number | null>;
  private readonly child: ChildProcess;

  /** @param env all of its environment but PATH. */
  constructor(args: readonly string[], env: NodeJS.ProcessEnv) {
    this.child = spawn(process.execPath, [...LOADER, MAIN, ...args], {
      env: { PATH: process.env['PATH'], TS_NODE_PROJECT, ...env },
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.output.out += chunk));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.output.err += chunk));
    this.ended = new Promise((resolve) => this.child.once('close', resolve));
  }

  /** The lines of its log so far. */
  get lines(): Record<string, unknown>[] {
    const whole = this.output.out.slice(0, this.output.out.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
