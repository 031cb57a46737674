import { LANES, ObjectQueues } from '@footman/queue';
import type { Site } from './site.js';

/** What is left in the queues, both lanes together. */
export interface QueueFindings {
  readonly waiting: number;
  readonly active: number;
  readonly delayed: number;
  readonly failed: number;
  readonly parked: number;
}

/** The machine is busy, and there's no hurry. */
export const TIMEOUT_MS = 20_000;

/** Counts what the queues still hold. */
export async function inspectQueue({ bucket, redisUrl }: Site): Promise<QueueFindings> {
  const queues = new ObjectQueues({ kind: 'redis', url: redisUrl }, { timeoutMs: TIMEOUT_MS });
  try {
    await queues.start();
    const status = await queues.status(bucket);
    const parked = await queues.parked(bucket);
    const sum = (state: 'waiting' | 'active' | 'delayed' | 'failed') =>
      LANES.reduce((total, lane) => total + status[lane][state], 0);
    return {
      waiting: sum('waiting'),
      active: sum('active'),
      delayed: sum('delayed'),
      failed: sum('failed'),
      parked: parked.length,
    };
  } finally {
    await queues.close();
  }
}
