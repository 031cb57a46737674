import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

/** How a question about one image was answered. */
export const ANSWERS = ['present', 'absent', 'refused', 'failed'] as const;
/** What became of what the pipeline told. */
export const OUTCOMES = ['known', 'parked', 'stale', 'no-group'] as const;

/** What the presence service counts. */
export class PresenceMetrics {
  /** Ready to be counted up: there may be ten thousand a second. */
  readonly answers: Readonly<Record<(typeof ANSWERS)[number], { inc(): void }>>;
  readonly sightings: Counter<'outcome'>;
  readonly headers: Counter;
  readonly known: Histogram;

  constructor(registry: Registry, waiting: () => number) {
    const registers = [registry];
    const answers = new Counter({
      name: 'footman_presence_answers_total',
      help: 'Answers about single images',
      labelNames: ['answer'],
      registers,
    });
    this.answers = Object.fromEntries(
      ANSWERS.map((answer) => [answer, answers.labels(answer)]),
    ) as unknown as PresenceMetrics['answers'];
    for (const answer of ANSWERS) answers.inc({ answer }, 0);
    this.sightings = new Counter({
      name: 'footman_presence_sightings_total',
      help: 'Files that arrived or were ingested, by what became of the message',
      labelNames: ['outcome'],
      registers,
    });
    for (const outcome of OUTCOMES) this.sightings.inc({ outcome }, 0);
    this.headers = new Counter({
      name: 'footman_presence_headers_read_total',
      help: 'Sidecars, or headers, that were read: one for each exposure',
      registers,
    });
    this.known = new Histogram({
      name: 'footman_presence_known_seconds',
      help: 'From a notice to the moment at which its image is present',
      buckets: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 30],
      registers,
    });
    new Gauge({
      name: 'footman_presence_waiting_requests',
      help: 'Requests that wait for images of a group',
      registers,
      collect() {
        this.set(waiting());
      },
    });
  }
}
