import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** What can become of a record. */
export const OUTCOMES = [
  'queued',
  'malformed',
  'wrong-secret',
  'not-created',
  'not-a-dataset',
  'canary',
  'unavailable',
] as const;

/** One of {@link OUTCOMES}. */
export type Outcome = (typeof OUTCOMES)[number];

/** Those of records that came with the secret, so that their bucket can be believed. */
const TRUSTED: readonly Outcome[] = ['queued', 'not-a-dataset', 'canary', 'unavailable'];

/** Whoever has the secret may name any bucket; what there is of more than so many is shown without a name. */
const MOST_BUCKETS = 100;

/** What the intake counts. */
export class IntakeMetrics {
  private readonly records: Counter<'outcome' | 'bucket'>;
  private readonly requests: Histogram;
  private readonly buckets = new Set<string>();

  /** @param lastAdded when something was last queued in each bucket, whoever did it, in milliseconds since the epoch */
  constructor(
    registry: Registry,
    lastAdded: () => Promise<ReadonlyMap<string, number>> = async () => new Map(),
  ) {
    const registers = [registry];
    this.records = new Counter({
      name: 'footman_intake_records_total',
      help: 'Records of notifications, by what became of them; unavailable ones come again',
      labelNames: ['outcome', 'bucket'],
      registers,
    });
    this.requests = new Histogram({
      name: 'footman_intake_request_seconds',
      help: 'From the body of a notification to its answer, the delay of a refusal included',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    });
    const labelOf = (bucket: string) => this.labelOf(bucket);
    new Gauge({
      name: 'footman_intake_last_event_timestamp_seconds',
      help: 'When a dataset of the bucket was last queued because of a notification, by any intake',
      labelNames: ['bucket'],
      registers,
      async collect() {
        // While the queue is away nothing is queued, so what was shown before still holds.
        for (const [bucket, at] of await lastAdded().catch(() => new Map<string, number>())) {
          const label = labelOf(bucket);
          if (label) this.set({ bucket: label }, at / 1000);
        }
      },
    });
    for (const outcome of OUTCOMES) this.records.inc({ outcome, bucket: '' }, 0);
  }

  /** Counts records of one outcome; of a bucket where it can be believed. */
  count(outcome: Outcome, records = 1, bucket = ''): void {
    if (records > 0) this.records.inc({ outcome, bucket: this.labelOf(bucket) }, records);
  }

  /** Times a request; call the result when it is answered. */
  startRequest(): () => void {
    return this.requests.startTimer();
  }

  private labelOf(bucket: string): string {
    if (bucket === '' || this.buckets.has(bucket)) return bucket;
    if (this.buckets.size === MOST_BUCKETS) return '';
    this.buckets.add(bucket);
    for (const outcome of TRUSTED) this.records.inc({ outcome, bucket }, 0);
    return bucket;
  }
}
