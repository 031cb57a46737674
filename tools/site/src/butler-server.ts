import { createRepository, openRepository, type Repository } from '@footman/butler-client';
import { type EmbeddedServer, startPostgres } from '@footman/embedded';
import { registerInstruments } from '@footman/obs-base';
import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { parseDocument } from 'yaml';

const SCHEMA = 'main';
const ROLE = 'butler_ingest';
const GRANTS = fileURLToPath(new URL('../../../docs/grants.sql', import.meta.url));

/** The site's Butler: a registry on a PostgreSQL of its own, and a role that has the rights of docs/grants.sql and no others. */
export class ButlerServer {
  readonly user = ROLE;
  readonly password = randomBytes(20).toString('hex');

  private constructor(
    private readonly server: EmbeddedServer,
    private readonly cluster: string,
    private readonly root: string,
    private readonly log: string,
  ) {}

  /** @param log where the server's log goes in the end. */
  static async start(directory: string, log: string): Promise<ButlerServer> {
    await mkdir(directory, { recursive: true });
    const cluster = join(directory, 'cluster');
    const server = await startPostgres(cluster);
    const butler = new ButlerServer(server, cluster, join(directory, 'repo'), log);
    const made = await createRepository(butler.root, { database: server.url, schema: SCHEMA });
    await registerInstruments(made, ['LSSTCam']);
    await made.close();
    await butler.grant();
    return butler;
  }

  /** Without credentials: the site's db-auth.yaml has them. */
  get url(): string {
    const url = new URL(this.server.url);
    Object.assign(url, { username: '', password: '' });
    return url.href;
  }

  /** The repository's configuration as the site has it in its bucket. */
  async configuration(): Promise<string> {
    const document = parseDocument(await readFile(join(this.root, 'butler.yaml'), 'utf8'));
    document.setIn(['registry', 'db'], this.url);
    return document.toString();
  }

  /** Opens it as its owner. */
  open(): Promise<Repository> {
    return openRepository(this.root);
  }

  async close(): Promise<void> {
    await this.server.close();
    await copyFile(join(this.cluster, 'postgres.log'), this.log);
  }

  private async grant(): Promise<void> {
    const client = new Client({ connectionString: this.server.url });
    await client.connect();
    try {
      await client.query(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${this.password}'`);
      const text = await readFile(GRANTS, 'utf8');
      const grants = text.replaceAll(':"role"', ROLE).replaceAll(':"schema"', SCHEMA);
      await client.query(grants);
    } finally {
      await client.end();
    }
  }
}
