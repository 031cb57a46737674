import { type EmbeddedServer, freePort, startPostgres } from '@footman/embedded';
import { readFile } from 'node:fs/promises';
import { LabScript } from './lab-script.js';

const SCRIPT = new LabScript('Rucio', 'rucio');

/** What the script tells: where the server is, files with what a client needs, in PEM, and what starts it. */
export interface RucioFiles {
  readonly url: string;
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
  readonly sshKey: string;
  readonly command: readonly string[];
}

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
      RUCIO_LAB: SCRIPT.place('rucio'),
      RUCIO_PORT: String(await freePort()),
      RUCIO_DATABASE: postgres.url,
    };
    try {
      const place = (await SCRIPT.start(env)) as RucioFiles | undefined;
      if (place) return new RucioLab(await contentsOf(place), postgres, env);
    } catch (error) {
      await postgres.close();
      throw error;
    }
    await postgres.close();
    return undefined;
  }

  /** Fetches Rucio where it isn't yet, with logs in a directory; false, with a word on stderr, where it can't be had. */
  static async install(directory: string): Promise<boolean> {
    return await SCRIPT.install({ RUCIO_LAB: directory });
  }

  /**
   * Makes all that a server needs in a directory and in a database; whoever asked starts it.
   *
   * @throws Error where Rucio can't be had.
   */
  static async prepare(directory: string, port: number, database: string): Promise<RucioFiles> {
    const env = { RUCIO_LAB: directory, RUCIO_PORT: String(port), RUCIO_DATABASE: database };
    return JSON.parse(await SCRIPT.run('prepare', env)) as RucioFiles;
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
    await SCRIPT.run(command, this.env);
  }
}

async function contentsOf({ url, ca, certificate, key, sshKey }: RucioFiles): Promise<RucioPlace> {
  const read = (file: string) => readFile(file, 'utf8');
  return {
    url,
    ca: await read(ca),
    certificate: await read(certificate),
    key: await read(key),
    sshKey: await read(sshKey),
  };
}
