import type { Stage } from '@footman/ledger';
import type { ObjectNotice } from '@footman/queue';
import { hostname } from 'node:os';

const WORKER = `${hostname()}:${process.pid}`;

/** What the ledger hears of an object that was queued just now. */
export function queuedStage(notice: ObjectNotice): Stage {
  const at = Date.now();
  return stage(notice, 'queued', at, { queued: at });
}

/** What the ledger hears of an object that isn't wanted. */
export function ignoredStage(notice: ObjectNotice, reason: string): Stage {
  return { ...stage(notice, 'ignored', Date.now()), reason };
}

function stage(
  { bucket, key, etag, size, versionId, eventTime, receivedAt }: ObjectNotice,
  state: Stage['state'],
  at: number,
  times: Stage['times'] = {},
): Stage {
  const event = Date.parse(eventTime);
  const known = { ...(Number.isFinite(event) && { event }), received: receivedAt, ...times };
  return { bucket, key, etag, size, versionId, state, at, times: known, worker: WORKER };
}
