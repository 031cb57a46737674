import { createPostgresBackend, runMigrations, type BackendFactory, type ConnectionOptions } from 'bullmq';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { bounded } from './bounded.js';
import type { JobState } from './job-state.js';
import { createTables, forgetOldWakings } from './postgres-tables.js';
import type { Store, WakeMark, Wiring } from './store.js';

const RECONNECT_MS = 500;
/** Waiting for a server that accepts connections and says nothing. */
const CONNECT_TIMEOUT_MS = 2000;
/** How many jobs that are next are looked at for the oldest. */
const NEXT_WAITING = 20;
/** How many jobs in progress are looked at for the oldest. */
const SOME_ACTIVE = 1000;
/** How long a worker waits for one statement before it gives up the connection. */
const WORKER_STATEMENT_MS = 15_000;
const CANARY_LIFE = "interval '1 hour'";

/** PostgreSQL: BullMQ's tables, and one of ours for wakings, in a schema of their own. */
export class PostgresStore implements Store {
  // BullMQ's SQL re-reads all finished jobs at each completion to apply a count; an age is an index lookup.
  readonly cheapKeepCount = false;
  private readonly pool: pg.Pool;
  private prepared = false;
  private readonly closing = new AbortController();

  constructor(
    private readonly connectionString: string,
    private readonly schema: string,
    private readonly timeoutMs: number,
    private readonly onError: (error: Error) => void,
  ) {
    this.pool = new pg.Pool({
      connectionString,
      options: `-c search_path="${schema}" -c synchronous_commit=off`,
      max: 2,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
    });
    this.pool.on('error', onError);
  }

  get connected(): boolean {
    return this.prepared;
  }

  get producer(): Wiring {
    return this.producing(4);
  }

  get viewer(): Wiring {
    return this.producing(1);
  }

  get worker(): Wiring {
    return this.wiring({
      max: 8,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      query_timeout: WORKER_STATEMENT_MS,
      // What a worker writes only says how far a job has come. If the server crashes, some jobs run once more.
      options: '-c synchronous_commit=off',
    });
  }

  async start(): Promise<void> {
    const first = this.prepare();
    void this.keepTrying(first);
    await bounded(
      first.catch(() => undefined),
      2 * CONNECT_TIMEOUT_MS,
      () => undefined,
    );
  }

  /** Its queues are on disk. */
  async memory(): Promise<null> {
    return null;
  }

  async ping(): Promise<void> {
    await this.pool.query('SELECT 1');
  }

  async states(queue: string, ids: readonly string[]): Promise<Map<string, JobState>> {
    const { rows } = await this.pool.query<{ id: string; state: JobState }>(
      'SELECT id, state FROM job WHERE queue = $1 AND id = ANY($2::text[])',
      [queue, ids],
    );
    return new Map(rows.map(({ id, state }) => [id, state]));
  }

  oldestPending(queue: string): Promise<number | null> {
    return this.oldest(queue, 'attempts_made = 0 AND progress IS NULL');
  }

  oldestMessage(queue: string): Promise<number | null> {
    return this.oldest(queue, 'true');
  }

  private async oldest(queue: string, counts: string): Promise<number | null> {
    // Both halves are read from BullMQ's own partial indexes.
    const columns = 'added_at_ms, attempts_made, progress';
    const { rows } = await this.pool.query<{ at: string | null }>(
      `SELECT min(added_at_ms) AS at FROM (
         (SELECT ${columns} FROM job WHERE queue = $1 AND state = 'waiting' ORDER BY priority, seq LIMIT $2)
         UNION ALL
         (SELECT ${columns} FROM job WHERE queue = $1 AND state = 'active' LIMIT $3)
       ) AS pending
       WHERE ${counts}`,
      [queue, NEXT_WAITING, SOME_ACTIVE],
    );
    return rows[0]?.at ? Number(rows[0].at) : null;
  }

  async noteAdded(queue: string, at: number): Promise<void> {
    await this.pool.query(
      `INSERT INTO footman_queue (queue, added_at_ms) VALUES ($1, $2)
       ON CONFLICT (queue) DO UPDATE SET added_at_ms = greatest(footman_queue.added_at_ms, excluded.added_at_ms)`,
      [queue, at],
    );
  }

  async added(): Promise<Map<string, number>> {
    const { rows } = await this.pool.query<{ queue: string; added_at_ms: string }>(
      'SELECT queue, added_at_ms FROM footman_queue',
    );
    return new Map(rows.map((row) => [row.queue, Number(row.added_at_ms)]));
  }

  async regainLock(): Promise<boolean> {
    // Here BullMQ itself prolongs a lock that ran out, unless somebody took the job.
    return false;
  }

  async join(queue: string, wakeKey: string, id: string): Promise<WakeMark> {
    const { rows } = await this.pool.query<{ member: string; n: number }>(
      `SELECT member, n FROM footman_wake WHERE queue = $1 AND wake_key = $2 AND member IN ('', $3)`,
      [queue, wakeKey, id],
    );
    const count = (member: string) => rows.find((row) => row.member === member)?.n ?? 0;
    const mark = { woken: count(''), seen: count(id) };
    await this.pool.query(
      `INSERT INTO footman_wake (queue, wake_key, member, n) VALUES ($1, $2, $3, $4)
       ON CONFLICT (queue, wake_key, member) DO UPDATE SET n = excluded.n, touched = now()`,
      [queue, wakeKey, id, mark.woken],
    );
    return mark;
  }

  async woken(queue: string, wakeKey: string): Promise<number> {
    const { rows } = await this.pool.query<{ n: number }>(
      `SELECT n FROM footman_wake WHERE queue = $1 AND wake_key = $2 AND member = ''`,
      [queue, wakeKey],
    );
    return rows[0]?.n ?? 0;
  }

  async wake(queue: string, wakeKey: string): Promise<string[]> {
    // Two statements, two snapshots: a job that registers in between sees the count that the first one committed.
    await this.pool.query(
      `INSERT INTO footman_wake (queue, wake_key, member, n) VALUES ($1, $2, '', 1)
       ON CONFLICT (queue, wake_key, member) DO UPDATE SET n = footman_wake.n + 1, touched = now()`,
      [queue, wakeKey],
    );
    const { rows } = await this.pool.query<{ member: string }>(
      `DELETE FROM footman_wake WHERE queue = $1 AND wake_key = $2 AND member <> '' RETURNING member`,
      [queue, wakeKey],
    );
    return rows.map((row) => row.member);
  }

  async holdLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `INSERT INTO footman_lease (name, holder, until) VALUES ($1, $2, now() + $3 * interval '1 ms')
       ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, until = excluded.until
       WHERE footman_lease.until < now()`,
      [name, holder, ttlMs],
    );
    return rowCount === 1;
  }

  async renewLease(name: string, holder: string, ttlMs: number): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE footman_lease SET until = now() + $3 * interval '1 ms'
       WHERE name = $1 AND holder = $2 AND until > now()`,
      [name, holder, ttlMs],
    );
    return rowCount === 1;
  }

  async releaseLease(name: string, holder: string): Promise<void> {
    await this.pool.query('DELETE FROM footman_lease WHERE name = $1 AND holder = $2', [name, holder]);
  }

  async noteCanary(name: string, at: number): Promise<void> {
    await this.pool.query(`DELETE FROM footman_canary WHERE noted < now() - ${CANARY_LIFE}`);
    await this.pool.query(
      'INSERT INTO footman_canary (name, noticed_at_ms) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING',
      [name, at],
    );
  }

  async canary(name: string): Promise<number | null> {
    const { rows } = await this.pool.query<{ noticed_at_ms: string }>(
      `SELECT noticed_at_ms FROM footman_canary WHERE name = $1 AND noted >= now() - ${CANARY_LIFE}`,
      [name],
    );
    return rows[0] ? Number(rows[0].noticed_at_ms) : null;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await bounded(this.pool.end(), CONNECT_TIMEOUT_MS, () => undefined);
  }

  private producing(max: number): Wiring {
    return this.wiring({
      max,
      // Each queue has a pool of its own, and a process may look at many queues one after the other.
      idleTimeoutMillis: 1000,
      connectionTimeoutMillis: this.timeoutMs,
      query_timeout: this.timeoutMs,
    });
  }

  private wiring(settings: pg.PoolConfig): Wiring {
    const connection = {
      connectionString: this.connectionString,
      schema: this.schema,
      keepAlive: true,
      ...settings,
    };
    return {
      connection: connection as ConnectionOptions,
      factory: createPostgresBackend as unknown as BackendFactory,
    };
  }

  /** Makes schema and tables; BullMQ serializes its migrations by an advisory lock, and so do we. */
  private async prepare(): Promise<void> {
    const client = new pg.Client({
      connectionString: this.connectionString,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    });
    client.on('error', this.onError);
    try {
      await client.connect();
      await runMigrations(client, this.schema);
      await createTables(client, this.schema);
      await forgetOldWakings(client, this.schema);
      this.prepared = true;
    } finally {
      void client.end().catch(() => undefined);
    }
  }

  private async keepTrying(first: Promise<void>): Promise<void> {
    let attempt = first;
    const { signal } = this.closing;
    while (!signal.aborted) {
      try {
        return await attempt;
      } catch (error) {
        this.onError(error as Error);
      }
      await sleep(RECONNECT_MS, undefined, { signal }).catch(() => undefined);
      attempt = signal.aborted ? Promise.resolve() : this.prepare();
    }
  }
}
