import { ServerProcess } from '@footman/embedded';
import { open } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultKind, Target } from '../fault.js';

/** How a program is run. */
export interface ProgramOptions {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  /** What it says is added to this file. */
  readonly log: string;
  /** Whether it does its work. */
  readonly ready: () => Promise<boolean>;
  /** Removes all that it has; without it, it can't be wiped. Called while it doesn't run. */
  readonly erase?: () => Promise<void>;
}

/** What became of a program. */
export interface ProgramCounts {
  /** How often it ended though nobody had ended it, after it had been ready. */
  readonly crashed: number;
  /** How often it ended before it was ready; it was started again each time. */
  readonly failedStarts: number;
}

/** Kubernetes would wait longer. */
const RESTART_MS = 300;
const POLL_MS = 50;
/** A broker alone takes most of a minute where others have much to do. */
const READY_MS = 120_000;

/** A program that is mistreated; when it ends by itself it's started again, as a deployment would. */
export class Program implements Target {
  readonly suffers: readonly FaultKind[];
  private server: ServerProcess | undefined;
  private wanted = false;
  private wasReady = false;
  private counts = { crashed: 0, failedStarts: 0 };

  constructor(private readonly options: ProgramOptions) {
    this.suffers = ['kill', 'freeze', ...(options.erase ? (['wipe'] as const) : [])];
  }

  get name(): string {
    return this.options.name;
  }

  get stats(): ProgramCounts {
    return { ...this.counts };
  }

  async start(): Promise<void> {
    this.wanted = true;
    await this.launch();
  }

  /** Resolves when it does its work. @throws Error when it takes too long. */
  async ready(): Promise<void> {
    const begin = performance.now();
    while (performance.now() < begin + READY_MS) {
      if (await this.options.ready().catch(() => false)) {
        this.wasReady = true;
        return;
      }
      await sleep(POLL_MS);
    }
    throw new Error(`${this.name} was not ready after ${READY_MS / 1000} s; see ${this.options.log}`);
  }

  async suffer({ kind, forMs }: Pick<Fault, 'kind' | 'forMs'>): Promise<void> {
    if (kind === 'freeze') {
      await this.server?.freeze();
      await sleep(forMs);
      this.server?.thaw();
    } else {
      await this.kill();
      if (kind === 'wipe') await this.options.erase?.();
      await sleep(forMs);
      await this.start();
    }
    await this.ready();
  }

  /** Ends it without notice, its children with it, and lets it lie. */
  async kill(): Promise<void> {
    this.wanted = false;
    const { server } = this;
    // Those who have left its group, such as PostgreSQL's, see for themselves that it's gone.
    if (server?.pid !== undefined && server.exitCode === undefined) process.kill(-server.pid, 'SIGKILL');
    await server?.end('SIGKILL');
  }

  /** Asks it to end; gives the milliseconds that took. */
  async stop(): Promise<number> {
    this.wanted = false;
    const begin = performance.now();
    await this.server?.end('SIGTERM');
    return performance.now() - begin;
  }

  private async launch(): Promise<void> {
    const { command, args, env, cwd, uid, gid, log } = this.options;
    const output = await open(log, 'a');
    const identity = uid === undefined ? {} : { uid, gid };
    const server = new ServerProcess(command, args, {
      ...identity,
      cwd,
      env,
      stdio: ['ignore', output.fd, output.fd],
    });
    await output.close();
    this.server = server;
    this.wasReady = false;
    void server.ended.then(() => this.afterEnd(server));
  }

  private async afterEnd(server: ServerProcess): Promise<void> {
    if (!this.wanted || this.server !== server) return;
    if (this.wasReady) this.counts.crashed++;
    else this.counts.failedStarts++;
    await sleep(RESTART_MS);
    if (this.wanted && this.server === server) await this.launch();
  }
}
