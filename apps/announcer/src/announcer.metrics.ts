import type { IngestedFile, OutFeed } from '@footman/feeds';
import { upGauges } from '@footman/service';
import { Counter, Histogram, type Registry } from 'prom-client';
import type { Target } from './target.js';

/** What became of an announcement: a POST of an exposure's files, or a message of one file. */
export const OUTCOMES = ['done', 'refused', 'retried'] as const;

/** What the announcer counts of one feed. */
export interface FeedMetrics {
  /** These files were told of by one announcement. */
  done(files: readonly IngestedFile[]): void;
  refused(): void;
  retried(): void;
}

/** What the announcer counts. */
export class AnnouncerMetrics {
  private readonly announcements: Counter<'feed' | 'outcome'>;
  private readonly seconds: Histogram<'feed'>;

  constructor(private readonly registry: Registry) {
    const registers = [registry];
    this.announcements = new Counter({
      name: 'footman_announcements_total',
      help: 'POSTs of an exposure’s files, or messages of one file, by what became of them; retried ones come again',
      labelNames: ['feed', 'outcome'],
      registers,
    });
    this.seconds = new Histogram({
      name: 'footman_announcement_seconds',
      help: 'From a file’s ingest to the moment at which a feed’s target has taken it',
      labelNames: ['feed'],
      buckets: [0.01, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60, 600, 3600, 86_400],
      registers,
    });
  }

  of(feed: OutFeed): FeedMetrics {
    for (const outcome of OUTCOMES) this.announcements.inc({ feed, outcome }, 0);
    const count = (outcome: (typeof OUTCOMES)[number]) => this.announcements.inc({ feed, outcome });
    return {
      done: (files) => {
        count('done');
        for (const { ingestedAt } of files)
          this.seconds.observe({ feed }, Math.max(0, Date.now() - ingestedAt) / 1000);
      },
      refused: () => count('refused'),
      retried: () => count('retried'),
    };
  }

  /** Shows whether targets can be reached. */
  watch(targets: readonly Target[]): void {
    const gauge = {
      name: 'footman_announcer_up',
      help: '1 while a feed’s target can be reached, as far as is known',
      label: 'feed',
    };
    upGauges(this.registry, gauge, new Map(targets.map((target) => [target.feed, () => target.up()])));
  }
}
