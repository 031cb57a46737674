import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What a script ends with where its server can't be had. */
const CANNOT = 77;

/** A server's `lab.sh`, which starts it as a command and ends it as another. */
export class LabScript {
  private readonly path: string;

  constructor(
    /** What it starts, for messages. */
    private readonly server: string,
    /** Its directory in this package. */
    directory: string,
  ) {
    this.path = fileURLToPath(new URL(`../${directory}/lab.sh`, import.meta.url));
  }

  /** Where a lab keeps what it has, by its name; suites run beside each other, and others may work in another checkout on the same machine. */
  place(name: string): string {
    const checkout = createHash('sha256').update(this.path).digest('hex').slice(0, 8);
    return join(tmpdir(), `footman-labs-${name}-${checkout}-${process.env['JEST_WORKER_ID'] ?? 0}`);
  }

  /**
   * Starts a new one in place of what a killed run left behind; gives what the script tells of it, or undefined, with a word on stderr,
   * where it can't be installed.
   *
   * @throws Error when it's there and doesn't start.
   */
  async start(env: NodeJS.ProcessEnv): Promise<unknown> {
    await this.call('purge', env);
    const told = await this.callIfPossible('up', env);
    return told === undefined ? undefined : JSON.parse(told);
  }

  /** Fetches it where it isn't yet; false, with a word on stderr, where it can't be had. */
  async install(env: NodeJS.ProcessEnv): Promise<boolean> {
    return (await this.callIfPossible('install', env)) !== undefined;
  }

  /** Has the script do something; gives what it prints. @throws Error with what it says. */
  async run(command: string, env: NodeJS.ProcessEnv): Promise<string> {
    const { code, stdout, stderr } = await this.call(command, env);
    if (code !== 0) throw new Error(`The ${this.server} lab could not ${command}: ${stderr.trim()}`);
    return stdout;
  }

  private async callIfPossible(command: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
    const { code, stdout, stderr } = await this.call(command, env);
    if (code === 0) return stdout;
    if (code !== CANNOT) throw new Error(`The ${this.server} lab could not ${command}: ${stderr.trim()}`);
    process.stderr.write(`There is no ${this.server} here, so nothing is shown with one: ${stderr.trim()}\n`);
    return undefined;
  }

  private call(command: string, env: NodeJS.ProcessEnv) {
    return new Promise<{ code: number; stdout: string; stderr: string }>((done) => {
      execFile('bash', [this.path, command], { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
        done({ code, stdout, stderr });
      });
    });
  }
}
