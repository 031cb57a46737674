import type { ObjectNotice } from '@footman/queue';
import { hostname } from 'node:os';
import type { Stage } from './stage.js';

const WORKER = `${hostname()}:${process.pid}`;

/** A step that this process takes now with an object that it was notified of; the notice's own times go with it. */
export function stageOf(
  { bucket, key, etag, size, versionId, eventTime, receivedAt }: ObjectNotice,
  state: Stage['state'],
  { times, ...more }: Partial<Stage> = {},
): Stage {
  const event = Date.parse(eventTime);
  return {
    bucket,
    key,
    etag,
    size,
    versionId,
    state,
    at: Date.now(),
    times: { ...(Number.isFinite(event) && { event }), received: receivedAt, ...times },
    worker: WORKER,
    ...more,
  };
}
