import type { Stage } from '@footman/ledger';
import type { ChangeOptions } from './change-options.js';
import { patiently } from './patiently.js';
import type { Site } from './site.js';

/** What a command did to objects. */
export interface Act {
  readonly command: string;
  /** Left out where it is of no single bucket. */
  readonly bucket?: string;
  /** What chose the objects. */
  readonly selection: Readonly<Record<string, unknown>>;
  readonly count: number;
}

/** Writes into the ledger what an operator changes. A ledger that can't be written to hinders nothing; it is said at the end. */
export class LedgerRecord {
  private failure: string | null;

  constructor(
    private readonly site: Pick<Site, 'ledger' | 'ledgerStatus'>,
    private readonly options: Pick<ChangeOptions, 'who' | 'why'>,
  ) {
    this.failure = site.ledger ? null : site.ledgerStatus.problem;
  }

  /** Why something could not be recorded; null if everything was. */
  get problem(): string | null {
    return this.failure;
  }

  /** Records steps of objects. */
  async steps(stages: readonly Stage[]): Promise<void> {
    // One that is away now would be waited for with every step.
    if (this.failure === null) await this.write((ledger) => ledger.record(stages));
  }

  /** Records what was done, with who and why. */
  async act(act: Act): Promise<void> {
    const { who, why = '' } = this.options;
    await this.write((ledger) => ledger.act({ who, why, ...act }));
  }

  private async write(work: (ledger: NonNullable<Site['ledger']>) => Promise<unknown>): Promise<void> {
    const { ledger } = this.site;
    if (!ledger) return;
    try {
      await patiently(() => work(ledger));
    } catch (error) {
      this.failure = error instanceof Error ? error.message : String(error);
    }
  }
}
