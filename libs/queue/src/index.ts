export { LANES, type Lane } from './lane.js';
export { queueBackendFromEnv, type QueueBackend } from './backend.js';
export { AllQueues, type AllQueuesOptions } from './all-queues.js';
export { Batcher, type BatcherOptions } from './batcher.js';
export {
  InfrastructureError,
  PermanentError,
  QueueError,
  QueueUnavailableError,
  WaitError,
  type QueueErrorOptions,
} from './errors.js';
export { CANARY_PREFIX, Canaries, isCanary } from './canaries.js';
export type { Delivery } from './delivery.js';
export { GrowingWaits } from './growing-waits.js';
export { JOB_STATES, type JobState } from './job-state.js';
export type { Lease } from './lease.js';
export { LeasedRound, type Leases, type RoundOptions } from './leased-round.js';
export { MessageConsumer, type MessageConsumerOptions, type MessageHandler } from './message-consumer.js';
export { MessageQueues, type MessageQueueStatus, type RefusedMessage } from './message-queues.js';
export { MessageQueue, type MessageQueueOptions } from './message-queue.js';
export type { JobContext, ObjectHandler } from './object-handler.js';
export {
  bucketOf,
  jobId,
  noticeOfListed,
  queueName,
  type ListedObject,
  type ObjectNotice,
} from './object-notice.js';
export type { AddOptions } from './notice-sender.js';
export {
  ObjectQueues,
  type FailedObject,
  type JobPlace,
  type LaneStatus,
  type ObjectQueuesOptions,
} from './object-queues.js';
export { ObjectWorker, type ObjectWorkerOptions } from './object-worker.js';
export { Outage, type OutageOptions } from './outage.js';
export type { ParkedObject } from './parking.js';
export {
  PRESENCE_QUEUE,
  PresenceFeed,
  presenceRedis,
  type Sighting,
  type SightingSink,
} from './presence-feed.js';
export { StalledJobs, type StalledJobsOptions } from './stalled-jobs.js';
export type { StalledOptions } from './stalled-check.js';
export { UnusableMessages, type UnusableMessage, type UnusableMessagesOptions } from './unusable-messages.js';
export type { MemoryUse } from './store.js';
