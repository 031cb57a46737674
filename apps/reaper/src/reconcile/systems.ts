import type { Repository } from '@footman/butler-client';
import type { Ledger, StageSink } from '@footman/ledger';
import type { ObjectStore } from '@footman/object-store';
import type { ObjectQueues } from '@footman/queue';

/** As much of the queues as a comparison asks for. */
export type Jobs = Pick<ObjectQueues, 'states' | 'parked' | 'failed' | 'add'>;

/** As much of the ledger as a comparison asks for. */
export type Memory = Pick<Ledger, 'find'>;

/** What is compared. */
export interface Systems {
  readonly store: Pick<ObjectStore, 'list' | 'directories'>;
  readonly repository: () => Promise<Pick<Repository, 'filesAt'>>;
  /** Without queues, what the ledger says of work in progress is believed. */
  readonly jobs?: Jobs | undefined;
  /** Without a ledger, what was never noticed can't be told from what the queue has lost. */
  readonly ledger?: Memory | undefined;
  /** Hears what was found and done. */
  readonly stages?: StageSink | undefined;
}
