import { LANES, type ObjectQueues } from '@footman/queue';
import { Gauge, type Registry } from 'prom-client';

/** What is asked of the queues when metrics are. */
interface QueueMetricsOptions {
  readonly buckets: readonly string[];
  /** A guider that has waited for longer than this is overdue, in milliseconds. */
  readonly maxGuiderWaitMs: number;
}

const STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Shows how the queues of the buckets stand; all workers see the same. While the queue is away there is nothing to show. */
export function exportQueues(
  registry: Registry,
  queues: Pick<ObjectQueues, 'status' | 'parked'>,
  { buckets, maxGuiderWaitMs }: QueueMetricsOptions,
): void {
  const registers = [registry];
  /** Collects for each bucket anew. */
  const each = (work: (gauge: Gauge, bucket: string) => Promise<void>) =>
    async function (this: Gauge): Promise<void> {
      this.reset();
      await Promise.allSettled(buckets.map((bucket) => work(this, bucket)));
    };
  new Gauge({
    name: 'footman_queue_files',
    help: 'Files by bucket, lane and state; parked ones and those between two attempts are delayed',
    labelNames: ['bucket', 'lane', 'state'],
    registers,
    collect: each(async (gauge, bucket) => {
      const status = await queues.status(bucket);
      for (const lane of LANES)
        for (const state of STATES) gauge.set({ bucket, lane, state }, status[lane][state]);
    }),
  });
  new Gauge({
    name: 'footman_queue_oldest_pending_timestamp_seconds',
    help: 'When the oldest file was queued that waits or is worked on, parked and retried ones aside; absent if none does',
    labelNames: ['bucket', 'lane'],
    registers,
    collect: each(async (gauge, bucket) => {
      const status = await queues.status(bucket);
      for (const lane of LANES) {
        const oldest = status[lane].oldestPendingAt;
        if (oldest !== null) gauge.set({ bucket, lane }, oldest / 1000);
      }
    }),
  });
  new Gauge({
    name: 'footman_queue_parked_files',
    help: 'Guiders without exposure; overdue if they have waited longer than MAX_GUIDER_WAIT',
    labelNames: ['bucket', 'overdue'],
    registers,
    collect: each(async (gauge, bucket) => {
      const parked = await queues.parked(bucket);
      const overdue = parked.filter(({ since }) => Date.now() - since >= maxGuiderWaitMs).length;
      gauge.set({ bucket, overdue: 'no' }, parked.length - overdue);
      gauge.set({ bucket, overdue: 'yes' }, overdue);
    }),
  });
}
