import { Gauge, type Registry } from 'prom-client';
import { LANES } from '../lane.js';
import type { ObjectQueues } from '../object-queues.js';

/** What is asked of the queues when metrics are. */
export interface QueueMetricsOptions {
  readonly buckets: readonly string[];
  /** A guider that has waited for longer than this is overdue, in milliseconds. */
  readonly maxGuiderWaitMs: number;
}

const STATES = ['waiting', 'active', 'delayed', 'failed'] as const;

/** Shows how the queues of the buckets and their server stand; whoever shows it sees the same. While the server is away only that is shown. */
export function exportQueues(
  registry: Registry,
  queues: Pick<ObjectQueues, 'status' | 'parked' | 'ready' | 'memory'>,
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
  new Gauge({
    name: 'footman_queue_up',
    help: "1 if the queue's server answers in time",
    registers,
    async collect() {
      this.set((await queues.ready()) ? 1 : 0);
    },
  });
  const memory = (name: string, help: string, which: 'used' | 'max') =>
    new Gauge({
      name,
      help,
      labelNames: [],
      registers,
      async collect() {
        this.remove();
        const bytes = (await queues.memory().catch(() => null))?.[which];
        if (bytes) this.set(bytes);
      },
    });
  memory('footman_queue_memory_used_bytes', 'What Redis uses of its memory; absent on PostgreSQL', 'used');
  memory(
    'footman_queue_memory_max_bytes',
    "Redis' maxmemory; absent if it has none, and on PostgreSQL",
    'max',
  );
}
