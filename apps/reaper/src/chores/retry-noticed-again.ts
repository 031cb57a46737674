import type { FailedObject, ObjectQueues } from '@footman/queue';
import type { Memory } from '../reconcile/systems.js';
import { windows } from '../reconcile/windows.js';

/** Failed jobs looked up at once. */
const WINDOW = 1000;

/**
 * Lets failed jobs run afresh that were noticed again after they had failed. The intake does so at once, unless the job failed in
 * the very moment of the notice: then the ledger says that it was queued after the queue says that it failed.
 *
 * @returns how many
 */
export async function retryNoticedAgain(
  bucket: string,
  queues: Pick<ObjectQueues, 'failed' | 'add'>,
  ledger: Memory,
): Promise<number> {
  const again: FailedObject[] = [];
  for await (const failed of windows(queues.failed(bucket), WINDOW)) {
    const found = await ledger.find(
      bucket,
      failed.map(({ notice }) => notice.key),
    );
    const queuedAt = new Map(
      found.filter(({ state }) => state === 'queued').map(({ key, etag, at }) => [`${key}\0${etag}`, at]),
    );
    again.push(
      ...failed.filter(
        ({ notice, failedAt }) => (queuedAt.get(`${notice.key}\0${notice.etag}`) ?? 0) > failedAt,
      ),
    );
  }
  await Promise.all(again.map(({ notice, lane }) => queues.add([notice], { lane })));
  return again.length;
}
