import { STATES } from '../object-life.js';
import type { Stage, StageTime } from '../stage.js';

/** Longer ones are no names of S3 and don't fit in an index. */
const LIMITS = { bucket: 255, key: 1024, etag: 255, versionId: 1024, instrument: 64, exposure: 255 } as const;
const LONGEST = { worker: 255, reason: 255, message: 2000 } as const;
/** The year 9999. */
const LAST_MS = 253_402_300_799_999;
const TIMES: readonly StageTime[] = [
  'event',
  'received',
  'queued',
  'read',
  'ingested',
  'visit',
  'registered',
];

/**
 * The stage as the database can hold it, or what is wrong with it. One message must never hold up the others, so this looks at everything:
 * it may come from another version of ours.
 */
export function usableStage(stage: Stage): Stage | string {
  if (typeof stage !== 'object' || stage === null) return 'is no object';
  if (!STATES.includes(stage.state)) return 'has an unknown state';
  if (!isTime(stage.at)) return 'has no time';
  const versionId = text(stage.versionId);
  const identity = { bucket: text(stage.bucket), key: text(stage.key), etag: text(stage.etag), versionId };
  const { bucket, key, etag } = identity;
  if (!bucket || !key || etag === undefined) return 'lacks bucket, key or etag';
  const { instrument, exposure } = stage;
  const named = { ...identity, instrument: text(instrument), exposure: text(exposure) };
  for (const [name, limit] of Object.entries(LIMITS)) {
    if (Buffer.byteLength(named[name as keyof typeof LIMITS] ?? '') > limit) return `has too long a ${name}`;
  }
  return {
    ...named,
    bucket,
    key,
    etag,
    state: stage.state,
    at: Math.trunc(stage.at),
    times: usableTimes(stage.times),
    size: whole(stage.size, Number.MAX_SAFE_INTEGER),
    night: whole(stage.night, 99_991_231),
    attempt: whole(stage.attempt, 2 ** 31 - 1),
    worker: cut(stage.worker, LONGEST.worker),
    reason: cut(stage.reason, LONGEST.reason),
    message: cut(stage.message, LONGEST.message),
  };
}

function usableTimes(times: Stage['times']): Stage['times'] {
  const usable: Partial<Record<StageTime, number>> = {};
  for (const name of TIMES) {
    const at = times?.[name];
    if (isTime(at)) usable[name] = Math.trunc(at);
  }
  return usable;
}

function isTime(at: unknown): at is number {
  return typeof at === 'number' && at >= 0 && at <= LAST_MS;
}

function whole(value: unknown, limit: number): number | undefined {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= limit
    ? (value as number)
    : undefined;
}

/** PostgreSQL holds no NUL; half a surrogate pair becomes U+FFFD on the way there. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.replaceAll('\0', '\uFFFD') : undefined;
}

function cut(value: unknown, longest: number): string | undefined {
  return text(value)?.slice(0, longest) || undefined;
}
