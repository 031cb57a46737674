import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';

/** What an intake wrote to its log. */
export interface LogTotals {
  lines: number;
  bytes: number;
  longestLine: number;
}

/** An intake in a process of its own, and what it costs. */
export class IntakeProcess {
  readonly log: LogTotals = { lines: 0, bytes: 0, longestLine: 0 };
  readonly ended: Promise<number | null>;

  private constructor(private readonly child: ChildProcess) {
    this.ended = new Promise((resolve) => child.once('exit', resolve));
  }

  /** @param args what Node is to run: the intake's entry, with what is needed for it. */
  static async start(args: readonly string[], env: NodeJS.ProcessEnv): Promise<[IntakeProcess, URL]> {
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env['PATH'], HOST: '127.0.0.1', PORT: '0', ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const intake = new IntakeProcess(child);
    const url = await new Promise<URL>((resolve, reject) => {
      createInterface({ input: child.stdout as NonNullable<typeof child.stdout> }).on('line', (line) => {
        intake.count(line);
        const found = /"url":"(http:[^"]+)"/.exec(line)?.[1];
        if (found && line.includes('Listening')) resolve(new URL('/notify', found));
      });
      void intake.ended.then((code) => reject(new Error(`The intake ended with ${code}`)));
    });
    return [intake, url];
  }

  /** Whether it has not ended by itself. */
  get alive(): boolean {
    return this.child.exitCode === null && this.child.signalCode === null;
  }

  /** Resident memory in megabytes, now and at its highest. */
  async memory(): Promise<{ readonly now: number; readonly peak: number }> {
    const status = await readFile(`/proc/${this.child.pid}/status`, 'utf8');
    const megabytes = (field: string) =>
      Math.round(Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024);
    return { now: megabytes('VmRSS'), peak: megabytes('VmHWM') };
  }

  async stop(): Promise<void> {
    this.child.kill('SIGTERM');
    await this.ended;
  }

  private count(line: string): void {
    this.log.lines += 1;
    this.log.bytes += line.length + 1;
    this.log.longestLine = Math.max(this.log.longestLine, line.length);
  }
}
