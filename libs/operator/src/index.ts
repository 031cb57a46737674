export { describeChange } from './dead/describe-change.js';
export { type DeadChange, type DeadChangeOptions, forgetDead, replayDead } from './dead/change-dead.js';
export { type ContentStory, type FileStory, fileStory } from './dead/file-story.js';
export { type ContentText, describeStory, type StoryLine, type StoryText } from './dead/describe-story.js';
export { type DeadList, listDead, reasonTold, UNTOLD } from './dead/list-dead.js';
export { type Circumstances, remediesFor } from './dead/remedy.js';
export {
  type Unfinished,
  UNFINISHED,
  type UnfinishedFile,
  type UnfinishedFilter,
} from './dead/unfinished-file.js';
export { unfinishedFiles } from './dead/unfinished-files.js';
export { OperatorError, type OperatorErrorCode } from './errors.js';
export { describeFeeds } from './feeds/describe-feeds.js';
export { type FeedsStatus, feedsStatus, type FeedStatus } from './feeds/feed-status.js';
export { knownFeed, type KnownFeed } from './feeds/known-feeds.js';
export { needsOfFeeds } from './feeds/needs-of-feeds.js';
export { describeRefused, firstFile, firstPlace } from './feeds/describe-refused.js';
export { listRefused, type RefusedList } from './feeds/list-refused.js';
export type { Refusal } from './feeds/refusals-of.js';
export { type RefusedFilter, refusedMessages } from './feeds/refused-messages.js';
export {
  forgetRefused,
  type RefusedChange,
  type RefusedChangeOptions,
  retryRefused,
} from './feeds/change-refused.js';
export { describeRefusedChange } from './feeds/describe-refused-change.js';
export {
  type ReplayCounts,
  ReplayInterruptedError,
  type ReplayParts,
  type ReplayPlan,
  replayBucket,
} from './replay/replay-bucket.js';
export { replayObjects, type ReplayOptions, type ReplayReport } from './replay/replay-objects.js';
export { prefixesOf, type ReplaySelection, selectionText } from './replay/replay-selection.js';
export { age } from './site/age.js';
export { bucketsOf } from './site/buckets-of.js';
export type { ChangeOptions } from './site/change-options.js';
export { datasetRegexp } from './site/dataset-regexp.js';
export { type Act, LedgerRecord } from './site/ledger-record.js';
export { overdueMs } from './site/overdue-ms.js';
export type { ServerStatus } from './site/server-status.js';
export { Site } from './site/site.js';
export { utc } from './site/utc.js';
export { siteStatus, type StatusOptions } from './status/collect-status.js';
export {
  describeStatus,
  NOTHING_NEEDED,
  type ServerText,
  type StatusText,
} from './status/describe-status.js';
export { needsOf } from './status/needs-of.js';
export type { BucketStatus, Flow, Recent, SiteStatus, Troubles } from './status/site-status.js';
export type { TextTable } from './text/text-table.js';
