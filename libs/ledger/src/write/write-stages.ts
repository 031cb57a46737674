import type { PrismaClient } from '../generated/client.js';
import type { ObjectState } from '../object-life.js';
import type { Stage } from '../stage.js';
import { factsOf, fold } from './fold.js';
import { UPSERT, upsertParameters } from './upsert.js';

/** Steps out of the ordinary; all others are times in the object's row, unless they have a reason. */
const UNUSUAL: ReadonlySet<ObjectState> = new Set([
  'parked',
  'retrying',
  'duplicate',
  'corrected',
  'missing',
  'dead',
]);

const ADD_HISTORY = `INSERT INTO history (id, object_id, at, state, attempt, worker, reason, message)
  SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[]::timestamptz[], $4::text[]::object_state[],
                       $5::int4[], $6::text[], $7::text[], $8::text[])
  ON CONFLICT (id) DO NOTHING`;

const MARK_CORRECTED = `UPDATE object o SET other_ingested = true
  FROM unnest($1::text[], $2::text[]) AS told (bucket, key)
  WHERE o.bucket = told.bucket AND o.key = told.key AND o.duplicate_at IS NOT NULL AND NOT o.other_ingested
    AND EXISTS (SELECT 1 FROM object other
                WHERE other.bucket = o.bucket AND other.key = o.key AND other.id <> o.id AND other.ingested_at IS NOT NULL)`;

/**
 * Writes usable stages.
 *
 * Each statement is a transaction of its own and harmless when repeated. The last one looks at what other writers have committed, and
 * of two that write contents of the same key the one that comes last sees both.
 */
export async function writeStages(prisma: PrismaClient, stages: readonly Stage[]): Promise<void> {
  const facts = fold(stages);
  await prisma.$executeRawUnsafe(UPSERT, ...upsertParameters(facts));
  await addHistory(prisma, stages);
  const keys = facts.filter(({ times }) => times.ingested !== undefined || times.duplicate !== undefined);
  if (keys.length === 0) return;
  await prisma.$executeRawUnsafe(
    MARK_CORRECTED,
    keys.map(({ bucket }) => bucket),
    keys.map(({ key }) => key),
  );
}

async function addHistory(prisma: PrismaClient, stages: readonly Stage[]): Promise<void> {
  const unusual = stages.filter(({ state, reason }) => UNUSUAL.has(state) || reason !== undefined);
  if (unusual.length === 0) return;
  const steps = unusual.map(factsOf).sort((a, b) => (a.step.digest < b.step.digest ? -1 : 1));
  await prisma.$executeRawUnsafe(
    ADD_HISTORY,
    steps.map(({ step }) => step.digest),
    steps.map(({ id }) => id),
    steps.map(({ step }) => new Date(step.at).toISOString()),
    steps.map(({ step }) => step.state),
    steps.map(({ step }) => step.attempt),
    steps.map(({ step }) => step.worker),
    steps.map(({ step }) => step.reason),
    steps.map(({ step }) => step.message),
  );
}
