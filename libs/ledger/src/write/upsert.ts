import type { FactTime, ObjectFacts } from './object-facts.js';

/** How a column of what is told meets that of what is known. */
type Rule = 'identity' | 'greatest' | 'least' | 'step';

interface Column {
  readonly name: string;
  /** Of the array's elements. */
  readonly type: string;
  readonly rule: Rule;
  readonly value: (facts: ObjectFacts) => string | number | null;
}

const TIMES: readonly FactTime[] = [
  'event',
  'received',
  'queued',
  'read',
  'parked',
  'ingested',
  'visit',
  'registered',
];

const COLUMNS: readonly Column[] = [
  { name: 'id', type: 'text', rule: 'identity', value: ({ id }) => id },
  { name: 'bucket', type: 'text', rule: 'identity', value: ({ bucket }) => bucket },
  { name: 'key', type: 'text', rule: 'identity', value: ({ key }) => key },
  { name: 'etag', type: 'text', rule: 'identity', value: ({ etag }) => etag },
  { name: 'version_id', type: 'text', rule: 'greatest', value: ({ versionId }) => versionId },
  { name: 'size', type: 'int8', rule: 'greatest', value: ({ size }) => size },
  { name: 'instrument', type: 'text', rule: 'greatest', value: ({ instrument }) => instrument },
  { name: 'night', type: 'int4', rule: 'greatest', value: ({ night }) => night },
  { name: 'exposure', type: 'text', rule: 'greatest', value: ({ exposure }) => exposure },
  { name: 'step', type: 'object_state', rule: 'step', value: ({ step }) => step.state },
  { name: 'step_at', type: 'timestamptz', rule: 'step', value: ({ step }) => iso(step.at) },
  { name: 'step_weight', type: 'int8', rule: 'step', value: ({ step }) => step.weight },
  { name: 'step_digest', type: 'uuid', rule: 'step', value: ({ step }) => step.digest },
  { name: 'attempt', type: 'int4', rule: 'step', value: ({ step }) => step.attempt },
  { name: 'worker', type: 'text', rule: 'step', value: ({ step }) => step.worker },
  { name: 'reason', type: 'text', rule: 'step', value: ({ step }) => step.reason },
  { name: 'message', type: 'text', rule: 'step', value: ({ step }) => step.message },
  ...TIMES.map((time) => timeColumn(time, 'least')),
  timeColumn('duplicate', 'greatest'),
];

const PREVAILS =
  '(excluded.step_weight, excluded.step, excluded.step_digest) > (o.step_weight, o.step, o.step_digest)';

const RULES: Record<Rule, (name: string) => string> = {
  identity: (name) => `o.${name}`,
  greatest: (name) => `greatest(o.${name}, excluded.${name})`,
  least: (name) => `least(o.${name}, excluded.${name})`,
  step: (name) => `CASE WHEN ${PREVAILS} THEN excluded.${name} ELSE o.${name} END`,
};

/** Merges what is told with what is known, as `merge` in `fold.ts` does; the parameters are arrays, one per column. */
export const UPSERT =
  `INSERT INTO object AS o (${COLUMNS.map(({ name }) => name).join(', ')}) ` +
  `SELECT * FROM unnest(${COLUMNS.map(({ type }, i) => `$${i + 1}::text[]::${type}[]`).join(', ')}) ` +
  'ON CONFLICT (id) DO UPDATE SET ' +
  COLUMNS.filter(({ rule }) => rule !== 'identity')
    .map(({ name, rule }) => `${name} = ${RULES[rule](name)}`)
    .join(', ');

/** The parameters of {@link UPSERT}. */
export function upsertParameters(facts: readonly ObjectFacts[]): (string | null)[][] {
  return COLUMNS.map(({ value }) => facts.map((fact) => value(fact)?.toString() ?? null));
}

function timeColumn(time: FactTime, rule: Rule): Column {
  return { name: `${time}_at`, type: 'timestamptz', rule, value: ({ times }) => iso(times[time]) };
}

function iso(at: number | undefined): string | null {
  return at === undefined ? null : new Date(at).toISOString();
}
