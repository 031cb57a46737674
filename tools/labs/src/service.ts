import { ServerProcess, freePort } from '@footman/embedded';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

/** One of {@link Service}'s programs. */
export type App = 'announcer' | 'intake' | 'ingest' | 'reaper';

const PACKAGES = fileURLToPath(new URL('../../../apps/', import.meta.url));

/** One of Footman's services as it's deployed: a compiled process of its own, told everything by its environment. */
export class Service {
  private process: ServerProcess | undefined;

  private constructor(
    private readonly app: App,
    private readonly env: NodeJS.ProcessEnv,
    private readonly port: number,
    /** The file that it writes its log to. */
    readonly log: string,
  ) {}

  /** @param directory where its log goes. */
  static async start(app: App, env: NodeJS.ProcessEnv, directory: string): Promise<Service> {
    const port = await freePort();
    const service = new Service(app, env, port, join(directory, `${app}-${port}.log`));
    await service.start();
    return service;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, again if need be, and waits until it is ready. */
  async start(): Promise<void> {
    const output = await open(this.log, 'a');
    this.process = new ServerProcess(process.execPath, [join(PACKAGES, this.app, 'dist', 'main.js')], {
      env: { PATH: process.env['PATH'], ...this.env, HOST: '127.0.0.1', PORT: String(this.port) },
      stdio: ['ignore', output.fd, output.fd],
    });
    await output.close();
    const deadline = performance.now() + 30_000;
    while ((await this.ask('/readyz')) === undefined) {
      if (performance.now() > deadline) throw new Error(`The ${this.app} was not ready; see ${this.log}`);
      await sleep(100);
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    await this.process?.end(signal);
  }

  async freeze(): Promise<void> {
    await this.process?.freeze();
  }

  thaw(): void {
    this.process?.thaw();
  }

  /** The value of a metric by its full name, labels included; undefined while it can't be asked. */
  async metric(name: string): Promise<number | undefined> {
    const lines = (await this.ask('/metrics'))?.split('\n');
    const line = lines?.find((each) => each.startsWith(`${name} `));
    return line === undefined ? undefined : Number(line.slice(name.length + 1));
  }

  private async ask(path: string): Promise<string | undefined> {
    try {
      const answer = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(1000) });
      return answer.ok ? await answer.text() : undefined;
    } catch {
      return undefined;
    }
  }
}
