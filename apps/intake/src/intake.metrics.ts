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

/** What the intake counts. */
export class IntakeMetrics {
  private readonly records: Counter<'outcome'>;
  private readonly requests: Histogram;
  private readonly last: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.records = new Counter({
      name: 'footman_intake_records_total',
      help: 'Records of notifications, by what became of them; unavailable ones come again',
      labelNames: ['outcome'],
      registers,
    });
    this.requests = new Histogram({
      name: 'footman_intake_request_seconds',
      help: 'From the body of a notification to its answer, the delay of a refusal included',
      buckets: [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5],
      registers,
    });
    this.last = new Gauge({
      name: 'footman_intake_last_event_timestamp_seconds',
      help: 'When an event was last queued',
      registers,
    });
    for (const outcome of OUTCOMES) this.records.inc({ outcome }, 0);
  }

  /** Counts records of one outcome. */
  count(outcome: Outcome, records = 1): void {
    if (records === 0) return;
    this.records.inc({ outcome }, records);
    if (outcome === 'queued') this.last.setToCurrentTime();
  }

  /** Times a request; call the result when it is answered. */
  startRequest(): () => void {
    return this.requests.startTimer();
  }
}
