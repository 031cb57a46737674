import { Counter, Histogram, type Registry } from 'prom-client';

/** What becomes of a file. */
export const OUTCOMES = ['registered', 'refused', 'skipped'] as const;

/** What the registrar counts. */
export class RegistrarMetrics {
  readonly files: Counter<'outcome'>;
  readonly bytes: Counter;
  readonly failures: Counter<'system' | 'reason'>;
  readonly seconds: Histogram;

  constructor(registry: Registry) {
    const registers = [registry];
    this.files = new Counter({
      name: 'footman_registrar_files_total',
      help: 'Ingested files, by what became of them',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of OUTCOMES) this.files.inc({ outcome }, 0);
    this.bytes = new Counter({
      name: 'footman_registrar_bytes_total',
      help: 'Bytes that were read for checksums',
      registers,
    });
    this.failures = new Counter({
      name: 'footman_registrar_failures_total',
      help: 'Failed requests that count against no file, by system and reason',
      labelNames: ['system', 'reason'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'footman_registrar_seconds',
      help: 'From the Butler to Rucio, of each file',
      buckets: [0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200, 86_400],
      registers,
    });
  }
}
