import { LedgerRecord, Site } from '@footman/operator';
import type { Logger } from '@footman/service';
import { ConsoleMetrics } from './console.metrics.js';

/** Something that an operator did. */
export interface ConsoleAct {
  readonly who: string;
  readonly command: string;
  /** Empty for all. */
  readonly bucket: string;
  readonly selection: Readonly<Record<string, unknown>>;
}

/** What operators do is told: in the log always, in the ledger where there is one. */
export class Acts {
  constructor(
    private readonly env: NodeJS.ProcessEnv,
    private readonly log: Logger,
    private readonly metrics: ConsoleMetrics,
  ) {}

  /** Tells of what is in the ledger by itself. */
  tell(act: ConsoleAct): void {
    this.metrics.acted();
    this.log.info(act, 'An operator changed something');
  }

  /** Tells, and writes into the ledger. */
  async record(act: ConsoleAct & { readonly count: number }): Promise<void> {
    this.tell(act);
    const problem = await Site.with(this.env, async (site) => {
      const record = new LedgerRecord(site, { who: act.who });
      await record.act(act);
      return record.problem;
    });
    if (problem) this.log.warn({ ...act, problem }, 'What an operator changed is not recorded in the ledger');
  }
}
