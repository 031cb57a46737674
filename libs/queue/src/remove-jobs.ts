import type { JobState } from './job-state.js';
import type { Lane } from './lane.js';
import type { OpenQueues } from './open-queues.js';

/** Removes those of the jobs that are in one of these states; resolves to how many. What runs by now stays. */
export async function removeJobs(
  queues: OpenQueues,
  bucket: string,
  lane: Lane,
  states: ReadonlyMap<string, JobState>,
  which: readonly JobState[],
): Promise<number> {
  const ids = [...states].flatMap(([id, state]) => (which.includes(state) ? [id] : []));
  if (ids.length === 0) return 0;
  const queue = await queues.get(bucket, lane);
  const removed = await Promise.all(ids.map((id) => queue.remove(id)));
  return removed.reduce((sum, one) => sum + one, 0);
}
