import { ServerProcess } from '@footman/embedded';
import { open } from 'node:fs/promises';

/** What a container's process is started with. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** How a process ended that was told to. */
export interface Ending {
  readonly seconds: number;
  /** Null if it had to be killed. */
  readonly exitCode: number | null;
}

/** A container's process, whose output goes to a file. */
export class ContainerProcess {
  private constructor(
    private readonly process: ServerProcess,
    readonly log: string,
  ) {}

  static async start({ command, args, env }: Program, log: string): Promise<ContainerProcess> {
    const output = await open(log, 'a');
    try {
      return new ContainerProcess(
        new ServerProcess(command, args, { env, stdio: ['ignore', output.fd, output.fd] }),
        log,
      );
    } finally {
      await output.close();
    }
  }

  get runs(): boolean {
    return this.process.exitCode === undefined;
  }

  /** Waits until it has ended by itself; gives its exit code. */
  async done(): Promise<number | null> {
    await this.process.ended;
    return this.process.exitCode ?? null;
  }

  /** Tells it to end as the kubelet does: SIGTERM, and SIGKILL once its time is over. */
  async end(graceSeconds: number): Promise<Ending> {
    const begin = performance.now();
    const timer = setTimeout(() => this.process.signal('SIGKILL'), graceSeconds * 1000);
    this.process.signal('SIGTERM');
    const exitCode = await this.done();
    clearTimeout(timer);
    return { seconds: (performance.now() - begin) / 1000, exitCode };
  }
}
