export { LANES, type Lane } from './lane.js';
export { queueBackendFromEnv, type QueueBackend } from './backend.js';
export { Batcher, type BatcherOptions } from './batcher.js';
export {
  PermanentError,
  QueueError,
  QueueUnavailableError,
  WaitError,
  type QueueErrorOptions,
} from './errors.js';
export { MessageConsumer, type MessageConsumerOptions, type MessageHandler } from './message-consumer.js';
export { MessageQueue, type MessageQueueOptions } from './message-queue.js';
export { jobId, queueName, type ObjectNotice } from './object-notice.js';
export { ObjectQueues, type ObjectQueuesOptions } from './object-queues.js';
export {
  ObjectWorker,
  type JobContext,
  type ObjectHandler,
  type ObjectWorkerOptions,
} from './object-worker.js';
