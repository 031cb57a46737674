import { jobId, type ObjectNotice } from '@footman/queue';
import { createHash } from 'node:crypto';
import { STATES, type ObjectState } from '../object-life.js';
import type { Stage } from '../stage.js';
import type { FactTime, ObjectFacts, Step } from './object-facts.js';

/** What a stage without the time itself says of it. */
const TIME_OF: Partial<Record<ObjectState, FactTime>> = {
  queued: 'queued',
  parked: 'parked',
  ingested: 'ingested',
  registered: 'registered',
  duplicate: 'duplicate',
};
/** More than any time has. */
const AGE = 1e15;

/** What the stages of a batch tell of each object, in the order of ids, in which all writers take their locks. */
export function fold(stages: readonly Stage[]): ObjectFacts[] {
  const facts = new Map<string, ObjectFacts>();
  for (const stage of stages) {
    const told = factsOf(stage);
    const known = facts.get(told.id);
    facts.set(told.id, known ? merge(known, told) : told);
  }
  return [...facts.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** What one stage tells. */
export function factsOf(stage: Stage): ObjectFacts {
  const { bucket, key, etag, size, instrument, night, exposure, state, at } = stage;
  const versionId = stage.versionId ?? null;
  const id = jobId({ bucket, key, etag, versionId } as ObjectNotice);
  const own = TIME_OF[state];
  const times: Partial<Record<FactTime, number>> = { ...stage.times };
  // Who finds an object in the Butler didn't put it there.
  if (own === 'duplicate') delete times.ingested;
  if (own) times[own] = Math.min(times[own] ?? at, at);
  return {
    id,
    bucket,
    key,
    etag,
    versionId,
    size: size ?? null,
    instrument: instrument ?? null,
    night: night ?? null,
    exposure: exposure ?? null,
    step: stepOf(id, stage),
    times,
  };
}

function stepOf(id: string, stage: Stage): Step {
  const { state, at } = stage;
  const details = {
    attempt: stage.attempt ?? null,
    worker: stage.worker ?? null,
    reason: stage.reason ?? null,
    message: stage.message ?? null,
  };
  const content = JSON.stringify([id, state, at, ...Object.values(details)]);
  const hash = createHash('sha256').update(content).digest('hex');
  const digest = hash.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return { state, at, weight: weightOf(state, at), digest, ...details };
}

/** What is in the Butler stays, and came there when it was first said to; of all else the newest counts. */
function weightOf(state: ObjectState, at: number): number {
  if (state === 'registered') return 3 * AGE - at;
  if (state === 'ingested') return 2 * AGE - at;
  return at;
}

/** The SQL in `upsert.ts` does the same with what the database has. */
function merge(a: ObjectFacts, b: ObjectFacts): ObjectFacts {
  return {
    ...a,
    versionId: greater(a.versionId, b.versionId),
    size: greater(a.size, b.size),
    instrument: greater(a.instrument, b.instrument),
    night: greater(a.night, b.night),
    exposure: greater(a.exposure, b.exposure),
    step: prevails(b.step, a.step) ? b.step : a.step,
    times: mergeTimes(a.times, b.times),
  };
}

function prevails(a: Step, b: Step): boolean {
  if (a.weight !== b.weight) return a.weight > b.weight;
  if (a.state !== b.state) return STATES.indexOf(a.state) > STATES.indexOf(b.state);
  return a.digest > b.digest;
}

function mergeTimes(a: ObjectFacts['times'], b: ObjectFacts['times']): ObjectFacts['times'] {
  const merged: Partial<Record<FactTime, number>> = { ...a };
  for (const [name, at] of Object.entries(b) as [FactTime, number][]) {
    const pick = name === 'duplicate' ? Math.max : Math.min;
    merged[name] = pick(merged[name] ?? at, at);
  }
  return merged;
}

/** Disagreement on these is a fault somewhere; what matters is that it's settled the same way whoever comes first. */
function greater<T extends string | number>(a: T | null, b: T | null): T | null {
  if (a === null || b === null) return a ?? b;
  const order = typeof a === 'string' ? Buffer.compare(Buffer.from(a), Buffer.from(b as string)) : +a - +b;
  return order > 0 ? a : b;
}
