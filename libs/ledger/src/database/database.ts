import { PrismaPg } from '@prisma/adapter-pg';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { LedgerMigrationError } from '../errors.js';
import { PrismaClient } from '../generated/client.js';
import { fromDatabase, isRolledBack } from './database-errors.js';
import { parseLedgerUrl } from './ledger-url.js';
import { applyMigrations, pendingMigrations } from './migrate.js';

/** Connections at most; the ledger has one writer and few readers. */
const CONNECTIONS = 4;
const CONNECT_MS = 5000;
/** Waiting for a server that accepts statements and says nothing. */
const STATEMENT_MS = 60_000;
/** Waiting for the same where somebody asks whether it is there, or closes. */
const PATIENCE_MS = 2000;
const TRIES = 5;

/** Prisma's client on the ledger's database, whose tables are made before the first statement. */
export class LedgerDatabase {
  readonly description: string;
  private readonly pool: pg.Pool;
  private readonly prisma: PrismaClient;
  private readonly schema: string | undefined;
  private prepared: Promise<void> | undefined;

  /** Connects at the first use. */
  constructor(
    url: string,
    private readonly migrate: boolean,
  ) {
    const { connectionString, schema, description } = parseLedgerUrl(url);
    this.description = description;
    this.schema = schema;
    this.pool = new pg.Pool({
      connectionString,
      application_name: 'footman-ledger',
      max: CONNECTIONS,
      connectionTimeoutMillis: CONNECT_MS,
      query_timeout: STATEMENT_MS,
      keepAlive: true,
      allowExitOnIdle: true,
      // Only where it is asked for: poolers don't take it.
      ...(schema && { options: `-c search_path=${pg.escapeIdentifier(schema).replaceAll(' ', '\\ ')}` }),
    });
    // An idle connection that dies is replaced when it's needed; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool, { schema }), errorFormat: 'minimal' });
  }

  /**
   * Makes the tables what this version wants, once.
   *
   * @throws LedgerUnavailableError while the database is away
   * @throws LedgerMigrationError where a person has to look
   */
  async prepare(): Promise<void> {
    this.prepared ??= this.prepareTables();
    try {
      await this.prepared;
    } catch (error) {
      this.prepared = undefined;
      throw fromDatabase(error, this.description);
    }
  }

  /** Runs statements, again where they were undone for the sake of others: so they must bear repetition. */
  async run<T>(body: (prisma: PrismaClient) => Promise<T>): Promise<T> {
    await this.prepare();
    for (let tries = 1; ; tries += 1) {
      try {
        return await body(this.prisma);
      } catch (error) {
        if (!isRolledBack(error) || tries === TRIES) throw fromDatabase(error, this.description);
      }
    }
  }

  /** Whether the server answers, within a bounded time. */
  async ready(): Promise<boolean> {
    const answer = this.run((prisma) => prisma.$queryRaw`SELECT 1`).then(
      () => true,
      () => false,
    );
    return await Promise.race([answer, sleep(PATIENCE_MS, false, { ref: false })]);
  }

  /** Lets statements in progress end, within a bounded time. */
  async close(): Promise<void> {
    const closed = this.prisma.$disconnect().then(() => this.pool.end());
    await Promise.race([closed, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  private async prepareTables(): Promise<void> {
    const client = await this.pool.connect();
    let failure: Error | undefined;
    try {
      if (this.migrate) await applyMigrations(client, this.schema);
      const pending = await pendingMigrations(client);
      if (pending.length > 0) {
        throw new LedgerMigrationError(
          `${this.description} lacks ${pending.map(({ name }) => name).join(', ')}: start the reaper, or run prisma migrate deploy.`,
        );
      }
    } catch (error) {
      failure = error as Error;
      throw error;
    } finally {
      client.release(failure);
    }
  }
}
