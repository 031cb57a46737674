import { Counter, Histogram, type Registry } from 'prom-client';

/** When a file passed each point on its way, in milliseconds since the epoch. */
export interface Passage {
  /** Of its header; undefined where nobody has read it, or it doesn't say. */
  readonly exposureEnded: number | undefined;
  /** By the store's clock. */
  readonly put: number;
  readonly noticed: number;
  /** When a worker took it up, when its header was known, and when its batch was begun; undefined if that wasn't the first time. */
  readonly work?: { readonly begun: number; readonly read: number; readonly gathered: number } | undefined;
  readonly ingested: number;
}

/** From the end of the exposure to the PUT; to the notice; until a worker has it; its header; its batch; the rows. And from the PUT to the rows. */
type Stage = 'transfer' | 'notice' | 'queue' | 'read' | 'gather' | 'write' | 'total';

/** Those that the monitoring of transfers uses, and finer ones below. */
const BUCKETS = [0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 6, 7, 8, 9, 10, 12, 14, 16, 18, 20, 25, 30, 45, 60, 300];

/** Where the time goes between the end of an exposure and its rows in the Butler. */
export class StageMetrics {
  private readonly seconds: Histogram<'stage' | 'instrument'>;
  private readonly untimed: Counter<'instrument'>;

  constructor(registry: Registry) {
    const registers = [registry];
    this.seconds = new Histogram({
      name: 'footman_ingest_stage_seconds',
      help: 'Time that ingested files of the live lane took, by stage; total is from the PUT to the Butler',
      labelNames: ['stage', 'instrument'],
      buckets: BUCKETS,
      registers,
    });
    this.untimed = new Counter({
      name: 'footman_ingest_untimed_transfers_total',
      help: 'Files that were PUT before their exposure ended, by their headers: simulated ones, or a clock is wrong',
      labelNames: ['instrument'],
      registers,
    });
  }

  /** Counts a file that has come to the Butler. */
  passed(instrument: string, { exposureEnded, put, noticed, work, ingested }: Passage): void {
    const took = (stage: Stage, from: number, to: number) =>
      // Clocks of several hosts are compared here.
      this.seconds.observe({ stage, instrument }, Math.max(0, (to - from) / 1000));
    if (exposureEnded !== undefined && exposureEnded > put) this.untimed.inc({ instrument });
    else if (exposureEnded !== undefined) took('transfer', exposureEnded, put);
    took('notice', put, noticed);
    if (work) {
      took('queue', noticed, work.begun);
      took('read', work.begun, work.read);
      took('gather', work.read, work.gathered);
      took('write', work.gathered, ingested);
    }
    took('total', put, ingested);
  }
}
