import { type EmbeddedServer, freePort, startPostgres } from '@footman/embedded';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const SCRIPT = fileURLToPath(new URL('../rucio/lab.sh', import.meta.url));
/** What the script ends with where Rucio can't be had. */
const CANNOT = 77;

/** How the server is reached, and by whom; all but its address in PEM. */
export interface RucioPlace {
  readonly url: string;
  readonly ca: string;
  /** Of the account ingest. */
  readonly certificate: string;
  readonly key: string;
  readonly sshKey: string;
}

/** A Rucio server of our own, on loopback. */
export class RucioLab {
  private constructor(
    readonly place: RucioPlace,
    readonly postgres: EmbeddedServer,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /**
   * Starts a new one; undefined, with a word on stderr, where Rucio can't be installed.
   *
   * @throws Error when it's there and doesn't start.
   */
  static async start(): Promise<RucioLab | undefined> {
    const postgres = await startPostgres();
    const env = {
      ...process.env,
      RUCIO_LAB: join(tmpdir(), 'footman-labs-rucio'),
      RUCIO_PORT: String(await freePort()),
      RUCIO_DATABASE: postgres.url,
    };
    // One that a run left behind which was killed.
    await run('purge', env);
    const { code, stdout, stderr } = await run('up', env);
    if (code === 0) return new RucioLab(await contentsOf(JSON.parse(stdout) as RucioPlace), postgres, env);
    await postgres.close();
    if (code !== CANNOT) throw new Error(`The Rucio lab did not start: ${stderr.trim()}`);
    process.stderr.write(`There is no Rucio here, so nothing is shown with one: ${stderr.trim()}\n`);
    return undefined;
  }

  /** Ends the server without a warning; its database stays. */
  async kill(): Promise<void> {
    await this.run('kill');
  }

  /** Starts it again after `kill`. */
  async restart(): Promise<void> {
    await this.run('up');
  }

  /** Has all tokens end now. */
  async expireTokens(): Promise<void> {
    await this.run('expire');
  }

  /** Ends it and removes all that it had. */
  async stop(): Promise<void> {
    await this.run('purge');
    await this.postgres.close();
  }

  private async run(command: string): Promise<void> {
    const { code, stderr } = await run(command, this.env);
    if (code !== 0) throw new Error(`The Rucio lab could not ${command}: ${stderr.trim()}`);
  }
}

async function contentsOf({ url, ...files }: RucioPlace): Promise<RucioPlace> {
  const read = (file: string) => readFile(file, 'utf8');
  const { ca, certificate, key, sshKey } = files;
  return {
    url,
    ca: await read(ca),
    certificate: await read(certificate),
    key: await read(key),
    sshKey: await read(sshKey),
  };
}

function run(
  command: string,
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }> {
  return new Promise((done) => {
    execFile('bash', [SCRIPT, command], { env }, (error, stdout, stderr) => {
      const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
      done({ code, stdout, stderr });
    });
  });
}
