import { createRepository, openRepository, type Repository } from '@footman/butler-client';
import type { EmbeddedServer } from '@footman/embedded';
import { registerInstruments } from '@footman/obs-base';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

const SCHEMA = 'Butler';
const DOCS = new URL('../../../docs/', import.meta.url);

/** A Butler repository on PostgreSQL, with its owner's connection, and roles that have what a file of docs gives them. */
export class Registry {
  private constructor(
    readonly repo: string,
    readonly owner: pg.Client,
    private readonly server: EmbeddedServer,
    private readonly directory: string,
  ) {}

  static async make(server: EmbeddedServer, directory: string): Promise<Registry> {
    const repo = join(directory, 'repo');
    const repository = await createRepository(repo, { database: server.url, schema: SCHEMA });
    await registerInstruments(repository, ['LSSTCam']);
    await repository.close();
    const config = join(repo, 'butler.yaml');
    // As at a site: who connects is in db-auth.yaml.
    const { host, pathname } = new URL(server.url);
    const text = await readFile(config, 'utf8');
    await writeFile(config, text.replace(server.url, `postgresql://${host}${pathname}`));
    const owner = new pg.Client(server.url);
    await owner.connect();
    return new Registry(repo, owner, server, directory);
  }

  /** Opens the repository as its owner, writeable. */
  async asOwner(): Promise<Repository> {
    const { username, password } = new URL(this.server.url);
    const env = await this.credentials(username, password);
    return openRepository(this.repo, { writeable: true, env });
  }

  /** Makes a role with what a file gives, as psql would run it; gives its environment. */
  async role(name: string, password: string, grants: string): Promise<NodeJS.ProcessEnv> {
    await this.owner.query(`CREATE ROLE "${name}" LOGIN PASSWORD '${password}'`);
    const text = await readFile(new URL(grants, DOCS), 'utf8');
    const statements = text
      .replace(/--.*$/gm, '')
      .replaceAll(':"schema"', `"${SCHEMA}"`)
      .replaceAll(':"role"', `"${name}"`)
      .split(';')
      .filter((statement) => statement.trim());
    for (const statement of statements) await this.owner.query(statement);
    return this.credentials(name, password);
  }

  /** Connects as a role, without anything of ours between. */
  async connectAs(name: string, password: string): Promise<pg.Client> {
    const url = Object.assign(new URL(this.server.url), { username: name, password });
    const client = new pg.Client(url.href);
    await client.connect();
    await client.query(`SET search_path TO "${SCHEMA}"`);
    return client;
  }

  /** All tables by name, each with the number of its rows and a digest of them. */
  async rows(): Promise<Readonly<Record<string, string>>> {
    const found: Record<string, string> = {};
    for (const table of await this.tables()) {
      const { rows } = await this.owner.query<{ n: string; digest: string | null }>(
        `SELECT count(*) AS n, md5(string_agg(t::text, ',' ORDER BY t::text)) AS digest FROM "${SCHEMA}"."${table}" t`,
      );
      found[table] = `${rows[0]?.n} ${rows[0]?.digest}`;
    }
    return found;
  }

  async tables(): Promise<string[]> {
    const { rows } = await this.owner.query<{ tablename: string }>(
      'SELECT tablename FROM pg_tables WHERE schemaname = $1 ORDER BY tablename',
      [SCHEMA],
    );
    return rows.map(({ tablename }) => tablename);
  }

  /** Runs a statement as the owner, in the registry's schema. */
  async change(statement: string): Promise<void> {
    await this.owner.query(`SET search_path TO "${SCHEMA}"; ${statement}`);
  }

  async close(): Promise<void> {
    await this.owner.end();
  }

  private async credentials(username: string, password: string): Promise<NodeJS.ProcessEnv> {
    const { host } = new URL(this.server.url);
    const file = join(this.directory, `db-auth-${username}.yaml`);
    const entry = { url: `postgresql://${host}/*`, username, password };
    await writeFile(file, JSON.stringify([entry]), { mode: 0o600 });
    return { LSST_DB_AUTH: file, HOME: '/nowhere' };
  }
}
