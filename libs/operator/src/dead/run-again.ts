import { jobId, type ObjectNotice, type ObjectQueues } from '@footman/queue';
import { patiently } from '../site/patiently.js';

/** Has objects of a bucket ingested again: those without a living job are queued for backfill, parked ones look again at once. */
export async function runAgain(
  queues: Pick<ObjectQueues, 'states' | 'add' | 'parked' | 'wake'>,
  bucket: string,
  notices: readonly ObjectNotice[],
): Promise<void> {
  const places = await patiently(() => queues.states(bucket, notices));
  const stateOf = (notice: ObjectNotice) => places.get(jobId(notice))?.state;
  const over = notices.filter((notice) => [undefined, 'failed', 'completed'].includes(stateOf(notice)));
  await patiently(() => queues.add(over, { lane: 'backfill', again: true }));
  const delayed = new Set(notices.filter((notice) => stateOf(notice) === 'delayed').map(jobId));
  if (delayed.size === 0) return;
  const parked = await queues.parked(bucket);
  const keys = parked.flatMap(({ notice, wakeKey }) => (delayed.has(jobId(notice)) ? [wakeKey] : []));
  for (const key of new Set(keys)) await queues.wake(bucket, key);
}
