import { type EmbeddedServer, freePort, startPostgres } from '@footman/embedded';
import { readFile } from 'node:fs/promises';
import { LabScript } from './lab-script.js';

const SCRIPT = new LabScript('Rucio', 'rucio');

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
      const place = (await SCRIPT.start(env)) as RucioPlace | undefined;
      if (place) return new RucioLab(await contentsOf(place), postgres, env);
    } catch (error) {
      await postgres.close();
      throw error;
    }
    await postgres.close();
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
    await SCRIPT.run(command, this.env);
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
