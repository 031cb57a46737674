import type { Repository } from '@footman/butler-client';
import type { ObjectQueues } from '@footman/queue';
import type { Logger } from '@footman/service';
import type { Ledger } from '@footman/ledger';
import type { ReaperSettings } from '../config.js';
import type { ReaperMetrics } from '../reaper.metrics.js';
import { countGivenUp } from './given-up.js';
import { retryNoticedAgain } from './retry-noticed-again.js';
import { wakeParked } from './wake-parked.js';

/** What the chores are done with. */
export interface ChoreSystems {
  readonly queues: ObjectQueues;
  readonly repository: () => Promise<Repository>;
  readonly ledger?: Ledger | undefined;
}

/** What has slipped within the queue, and what has become old. */
export class Chores {
  constructor(
    private readonly systems: ChoreSystems,
    private readonly settings: Pick<
      ReaperSettings,
      'MAX_GUIDER_WAIT' | 'LEDGER_DAYS' | 'LEDGER_IGNORED_DAYS'
    >,
    private readonly parts: { readonly log: Logger; readonly metrics: ReaperMetrics },
  ) {}

  /** Looks after a bucket's parked guiders and failed jobs. */
  async run(bucket: string): Promise<void> {
    const { queues, repository, ledger } = this.systems;
    const { log, metrics } = this.parts;
    const overdueMs = this.settings.MAX_GUIDER_WAIT * 1000;
    // Files are given up whether the Butler can be asked about others or not.
    metrics.givenUp(bucket, await countGivenUp(bucket, queues, ledger));
    const parked = await wakeParked(bucket, queues, await repository(), { overdueMs });
    const { overdue, woken } = parked;
    metrics.waiting(bucket, parked);
    metrics.woken.inc({ bucket }, woken);
    if (woken > 0) log.info({ bucket, woken }, 'Woke guiders whose exposure is known');
    if (overdue > 0) log.warn({ bucket, overdue }, 'Guiders have waited for their exposure for too long');
    const retried = ledger ? await retryNoticedAgain(bucket, queues, ledger) : 0;
    metrics.retried.inc({ bucket }, retried);
    if (retried > 0) log.info({ bucket, retried }, 'Failed jobs that were noticed again run afresh');
  }

  /** Has the ledger forget what is old. */
  async retain(): Promise<void> {
    const { LEDGER_DAYS: days, LEDGER_IGNORED_DAYS: ignoredDays } = this.settings;
    const forgotten = await this.systems.ledger?.retain({ days, ignoredDays });
    if (forgotten) this.parts.log.info({ forgotten }, 'The ledger forgot what is old');
  }
}
