export type { ActionFilter, LedgerAction, NewAction } from './actions.js';
export {
  LedgerError,
  LedgerMigrationError,
  LedgerUnavailableError,
  type LedgerErrorOptions,
} from './errors.js';
export { Ledger, type DeadFilter, type LedgerOptions } from './ledger.js';
export { LEDGER_QUEUE, LedgerFeed, type LedgerFeedOptions } from './ledger-feed.js';
export { LedgerWriter, type LedgerWriterOptions } from './ledger-writer.js';
export {
  INVARIANTS,
  STATES,
  TRANSITIONS,
  type Invariant,
  type ObjectState,
  type Transition,
} from './object-life.js';
export type { ObjectFilter } from './read/find-objects.js';
export type { HistoryStep } from './read/history.js';
export type { LedgerObject } from './read/ledger-object.js';
export type { ExposureSummary, NightFilter, NightSummary, ObjectCounts } from './read/nights.js';
export type { Page, PageOf } from './read/page.js';
export type { BucketStatus, Rate } from './read/status.js';
export type { NewReconciliation, Reconciliation, ReconciliationFilter } from './reconciliations.js';
export type { Retention } from './retain.js';
export type { Stage, StageSink, StageTime } from './stage.js';
export { stageOf } from './stage-of.js';
export { tellAll } from './tell-all.js';
