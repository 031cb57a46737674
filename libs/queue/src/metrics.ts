export { exportQueues, type QueueMetricsOptions } from './metrics/export-queues.js';
