import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/** After this long a server that was asked to end is told to, in milliseconds. */
const PATIENCE_MS = 5000;

/** A server's process. It never outlives this one: a watcher ends it even after a SIGKILL. */
export class ServerProcess {
  /** Settles when the process is gone, or could not be started. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private readonly watcher: ChildProcess | undefined;
  private frozen: readonly number[] = [];

  constructor(command: string, args: readonly string[], options: SpawnOptions) {
    // Detached: Ctrl-C at a terminal reaches the whole foreground group, and a server must outlive those who still write.
    this.child = spawn(command, args, { ...options, detached: true });
    this.watcher = watch(this.child.pid);
    process.once('exit', this.interrupt);
    this.ended = new Promise<void>((done) => {
      this.child.once('exit', () => done()).once('error', () => done());
    }).then(() => this.release());
    this.child.unref();
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Undefined while it runs, null if a signal ended it. */
  get exitCode(): number | null | undefined {
    const { exitCode, signalCode } = this.child;
    return exitCode === null && signalCode === null ? undefined : exitCode;
  }

  /** Sends the signal, and leaves it at that. */
  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal and waits until the process is gone. */
  async end(signal: NodeJS.Signals): Promise<void> {
    this.child.ref();
    this.thaw();
    this.child.kill(signal);
    const late = setTimeout(() => this.child.kill('SIGQUIT'), PATIENCE_MS);
    await this.ended;
    clearTimeout(late);
  }

  /** Stops the process and its children, so far as the platform tells of them. */
  async freeze(): Promise<void> {
    const { pid } = this.child;
    if (!pid) return;
    const children = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
    this.frozen = [pid, ...children.split(' ').filter(Boolean).map(Number)];
    signalAll(this.frozen, 'SIGSTOP');
  }

  /** Lets go on what `freeze` has stopped. */
  thaw(): void {
    signalAll(this.frozen, 'SIGCONT');
    this.frozen = [];
  }

  private readonly interrupt = () => {
    this.thaw();
    this.child.kill('SIGINT');
  };

  /** The process's number may belong to another one from now on. */
  private release(): void {
    this.watcher?.kill('SIGKILL');
    process.off('exit', this.interrupt);
  }
}

/** A child may have ended meanwhile. */
function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** A shell that waits for the end of its input, which comes when this process ends in whatever way, and then ends the server. */
function watch(pid: number | undefined): ChildProcess | undefined {
  if (!pid || process.platform === 'win32') return undefined;
  const watcher = spawn('/bin/sh', ['-c', `read -r _; kill -INT ${pid} 2>/dev/null`], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  watcher.on('error', () => undefined);
  watcher.stdin?.on('error', () => undefined);
  watcher.unref();
  (watcher.stdin as unknown as { unref?(): void } | null)?.unref?.();
  return watcher;
}
