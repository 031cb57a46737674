import { Counter, type Registry } from 'prom-client';

const REFUSALS = ['unknown', 'wrong-token', 'too-many', 'cross-site', 'read-only'] as const;

/** What the console counts. */
export class ConsoleMetrics {
  private readonly refusals: Counter<'reason'>;
  private readonly acts: Counter;

  constructor(registry: Registry) {
    const registers = [registry];
    this.refusals = new Counter({
      name: 'footman_console_refused_total',
      help: 'Requests that were refused, by reason; unknown ones are mostly people who log in next',
      labelNames: ['reason'],
      registers,
    });
    this.acts = new Counter({
      name: 'footman_console_acts_total',
      help: 'What operators have changed here',
      registers,
    });
    for (const reason of REFUSALS) this.refusals.inc({ reason }, 0);
  }

  refused(reason: (typeof REFUSALS)[number]): void {
    this.refusals.inc({ reason });
  }

  acted(): void {
    this.acts.inc();
  }
}
