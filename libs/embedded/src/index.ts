export type { EmbeddedServer } from './embedded-server.js';
export { EmbeddedServerError, type EmbeddedServerErrorCode } from './errors.js';
export { peacefulQueueServers, queueServers, type QueueServer } from './queue-servers.js';
export { startPostgres } from './start-postgres.js';
export { startRedis } from './start-redis.js';
export { type EmbeddedS3, type S3Options, startS3 } from './start-s3.js';
export type { StoredObject } from './stored-object.js';
