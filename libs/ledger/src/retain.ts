import { setTimeout as sleep } from 'node:timers/promises';
import type { LedgerDatabase } from './database/database.js';
import { Prisma } from './generated/client.js';
import type { ObjectState } from './object-life.js';
import { BUCKETS } from './read/buckets.js';

/** How long things are kept. What is on its way or waits for a person is kept until that has changed. */
export interface Retention {
  /** Objects in the Butler, and those that a person left out, with their history. */
  readonly days: number;
  /** Objects that were never queued, because they are no datasets. @default days */
  readonly ignoredDays?: number;
  /** Actions of persons and reconciliations. @default days */
  readonly recordDays?: number;
}

const DAY_MS = 86_400_000;
/** Rows per statement: some ten milliseconds, and locks on nothing that anyone still writes. */
const STEP = 1000;

/** Removes what is older, a little at a time with pauses in between; gives the number of objects removed. */
export async function retain(database: LedgerDatabase, retention: Retention, now: number): Promise<number> {
  const { days, ignoredDays = days, recordDays = days } = retention;
  const buckets = await database.run(
    (prisma) => prisma.$queryRaw<{ bucket: string }[]>`WITH ${BUCKETS} SELECT bucket FROM buckets`,
  );
  const ages: readonly [Prisma.Sql, number][] = [
    [is('ingested'), days],
    [is('registered'), days],
    [is('ignored'), days],
    [Prisma.sql`${is('ignored')} AND queued_at IS NULL`, ignoredDays],
  ];
  let removed = 0;
  for (const { bucket } of buckets) {
    for (const [which, age] of ages) {
      removed += await removeObjects(database, bucket, which, new Date(now - age * DAY_MS));
    }
  }
  const limit = new Date(now - recordDays * DAY_MS);
  for (const table of ['action', 'reconciliation']) {
    await inSteps(() => removeStep(database, table, Prisma.sql`at < ${limit} ORDER BY at`));
  }
  return removed;
}

function is(state: ObjectState): Prisma.Sql {
  return Prisma.sql`state = ${state}::object_state`;
}

/** A row that is being written is passed over until the next time. */
function removeObjects(
  database: LedgerDatabase,
  bucket: string,
  which: Prisma.Sql,
  limit: Date,
): Promise<number> {
  const condition = Prisma.sql`${which} AND bucket = ${bucket} AND step_at < ${limit} ORDER BY step_at`;
  return inSteps(() => removeStep(database, 'object', condition));
}

function removeStep(database: LedgerDatabase, table: string, condition: Prisma.Sql): Promise<number> {
  const name = Prisma.raw(table);
  return database.run(
    (prisma) => prisma.$executeRaw`
      DELETE FROM ${name} WHERE id IN (SELECT id FROM ${name} WHERE ${condition} LIMIT ${STEP} FOR UPDATE SKIP LOCKED)`,
  );
}

/** Rests as long as it has worked, so that half of the database is always there for others. */
async function inSteps(step: () => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const begin = performance.now();
    const removed = await step();
    total += removed;
    if (removed < STEP) return total;
    await sleep(performance.now() - begin);
  }
}
