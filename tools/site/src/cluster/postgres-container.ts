import { type EmbeddedServer, startPostgres } from '@footman/embedded';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Ending } from './container-process.js';

/** What the image's entry reads of its environment. */
export interface PostgresEnv {
  readonly POSTGRES_USER?: string;
  readonly POSTGRES_DB?: string;
  readonly POSTGRES_PASSWORD_FILE?: string;
}

/** A PostgreSQL of ours in the place of the image's, with the user, the password and the database that its entry would make. */
export class PostgresContainer {
  runs = true;

  private constructor(
    private readonly server: EmbeddedServer,
    private readonly directory: string,
    readonly log: string,
    /** With the user that the image's entry makes. */
    readonly url: string,
  ) {}

  static async start(env: PostgresEnv, directory: string, log: string): Promise<PostgresContainer> {
    const { POSTGRES_USER: user = 'postgres', POSTGRES_DB: database = user } = env;
    const password = (await readFile(env.POSTGRES_PASSWORD_FILE ?? '', 'utf8')).trimEnd();
    const server = await startPostgres(directory);
    const url = new URL(server.url);
    await query(server.url, async (client) => {
      const role = client.escapeIdentifier(user);
      const made = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [user]);
      const verb = made.rowCount ? 'ALTER' : 'CREATE';
      await client.query(`${verb} ROLE ${role} LOGIN PASSWORD ${client.escapeLiteral(password)}`);
      await client.query(`CREATE DATABASE ${client.escapeIdentifier(database)} OWNER ${role}`);
    });
    Object.assign(url, { username: user, password: encodeURIComponent(password), pathname: `/${database}` });
    return new PostgresContainer(server, directory, log, url.href);
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** What pg_isready would say. */
  async ready(): Promise<boolean> {
    return query(this.url, (client) => client.query('SELECT 1')).then(
      () => true,
      () => false,
    );
  }

  /** The image asks for SIGINT. */
  async end(): Promise<Ending> {
    const begin = performance.now();
    await this.server.close();
    this.runs = false;
    await copyFile(join(this.directory, 'postgres.log'), this.log);
    return { seconds: (performance.now() - begin) / 1000, exitCode: 0 };
  }
}

async function query<T>(connectionString: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
