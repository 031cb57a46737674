import { keepAction, listActions, type ActionFilter, type LedgerAction, type NewAction } from './actions.js';
import { LedgerDatabase } from './database/database.js';
import {
  keepReconciliation,
  listReconciliations,
  type NewReconciliation,
  type Reconciliation,
  type ReconciliationFilter,
} from './reconciliations.js';
import { findObjects, listDead, listObjects, type ObjectFilter } from './read/find-objects.js';
import { readGivenUp, type GivenUp } from './read/given-up.js';
import { readHistory, type HistoryStep } from './read/history.js';
import type { LedgerObject } from './read/ledger-object.js';
import {
  readExposures,
  readNights,
  type ExposureSummary,
  type NightFilter,
  type NightSummary,
} from './read/nights.js';
import type { Page, PageOf } from './read/page.js';
import { readStatus, type BucketStatus } from './read/status.js';
import { retain, type Retention } from './retain.js';
import type { Stage } from './stage.js';
import { recordStages } from './write/record-stages.js';

/** How the ledger is opened. */
export interface LedgerOptions {
  /** Makes or changes the tables where they aren't as this version wants them; else that is an error. @default true */
  readonly migrate?: boolean;
}

const OVERDUE_MS = 300_000;

/** Which objects wait for a person. */
export interface DeadFilter extends ObjectFilter {
  /** Waiting for an exposure counts from this age on, in milliseconds. @default 300000 */
  readonly overdueMs?: number;
}

/**
 * The memory of the pipeline: what happened to every object, when and why.
 *
 * All methods throw LedgerUnavailableError while the database is away, and work again when it's back.
 */
export class Ledger {
  private constructor(private readonly database: LedgerDatabase) {}

  /** The ledger at the URL; connects, and looks after the tables, at the first use. */
  static at(url: string, { migrate = true }: LedgerOptions = {}): Ledger {
    return new Ledger(new LedgerDatabase(url, migrate));
  }

  /** As {@link at}, and makes sure that it can be used. */
  static async open(url: string, options: LedgerOptions = {}): Promise<Ledger> {
    const ledger = Ledger.at(url, options);
    try {
      await ledger.database.prepare();
    } catch (error) {
      await ledger.close();
      throw error;
    }
    return ledger;
  }

  /** Where it is, for messages. */
  get description(): string {
    return this.database.description;
  }

  /** Whether the database answers, within a bounded time. */
  ready(): Promise<boolean> {
    return this.database.ready();
  }

  /**
   * Takes stages in any order and any number of times. Stages that no database could hold are left out and told to `onUnusable`, so that
   * they never hold up others.
   */
  record(stages: readonly Stage[], onUnusable?: (stage: Stage, why: string) => void): Promise<void> {
    return recordStages(this.database, stages, onUnusable);
  }

  /** All contents that the ledger knows of keys of a bucket. */
  find(bucket: string, keys: readonly string[]): Promise<LedgerObject[]> {
    return this.database.run((prisma) => findObjects(prisma, bucket, keys));
  }

  /** Objects in the order of buckets and keys. */
  objects(filter: ObjectFilter = {}, page: Page = {}): Promise<PageOf<LedgerObject>> {
    return this.database.run((prisma) => listObjects(prisma, filter, page));
  }

  /** What wait for a person, newest first: dead and corrected objects and overdue parked ones, told apart by their state. */
  dead(filter: DeadFilter = {}, page: Page = {}): Promise<PageOf<LedgerObject>> {
    const { overdueMs = OVERDUE_MS } = filter;
    return this.database.run((prisma) => listDead(prisma, filter, Date.now() - overdueMs, page));
  }

  /** How many objects of a bucket were given up or replaced, by reason. */
  givenUp(bucket: string): Promise<GivenUp[]> {
    return this.database.run((prisma) => readGivenUp(prisma, bucket));
  }

  /** The unusual steps of an object, the oldest first. */
  history(id: string): Promise<HistoryStep[]> {
    return this.database.run((prisma) => readHistory(prisma, id));
  }

  /** How it stands with each bucket; waiting for an exposure counts as overdue from this age on. */
  status({ overdueMs = OVERDUE_MS }: Pick<DeadFilter, 'overdueMs'> = {}): Promise<BucketStatus[]> {
    return this.database.run((prisma) => readStatus(prisma, Date.now(), overdueMs));
  }

  /** Nights, the newest first. */
  nights(filter: NightFilter = {}): Promise<NightSummary[]> {
    return this.database.run((prisma) => readNights(prisma, filter));
  }

  /** The exposures of a night. */
  exposures(night: number, bucket?: string): Promise<ExposureSummary[]> {
    return this.database.run((prisma) => readExposures(prisma, night, bucket));
  }

  /** Keeps what a person changed, and why. */
  act(action: NewAction): Promise<void> {
    return this.database.run((prisma) => keepAction(prisma, action));
  }

  /** What persons changed, the newest first. */
  actions(filter: ActionFilter = {}, page: Page = {}): Promise<PageOf<LedgerAction>> {
    return this.database.run((prisma) => listActions(prisma, filter, page));
  }

  /** Keeps a comparison of bucket and Butler. */
  reconciled(result: NewReconciliation): Promise<void> {
    return this.database.run((prisma) => keepReconciliation(prisma, result));
  }

  /** Comparisons of bucket and Butler, the newest first. */
  reconciliations(filter: ReconciliationFilter = {}): Promise<Reconciliation[]> {
    return this.database.run((prisma) => listReconciliations(prisma, filter));
  }

  /** Removes what is older than the policy says, in small steps; gives the number of objects removed. */
  retain(retention: Retention): Promise<number> {
    return retain(this.database, retention, Date.now());
  }

  close(): Promise<void> {
    return this.database.close();
  }
}
