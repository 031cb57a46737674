import { S3Client } from '@aws-sdk/client-s3';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { endpointOf } from './endpoint.js';
import { Slots } from './slots.js';

/** Limits; all that has to do with patience beyond them is the caller's. */
export interface ObjectStoreOptions {
  /** Requests to one store at the same time, listings apart; more of them wait their turn. @default 128 */
  readonly connections?: number;
  /** A request that gets no answer, or no more of it, for this long has failed, in milliseconds. @default 10000 */
  readonly timeoutMs?: number;
  /** How often a request is tried; more patience than that is the caller's. @default 2 */
  readonly attempts?: number;
}

/** A store's client with its limit: the SDK's own queue would count waiting for a socket against a request's time. */
export interface Connection {
  readonly client: S3Client;
  readonly slots: Slots;
}

/**
 * Connects to the store of a profile.
 *
 * @throws ObjectStoreError `bad-profile`
 */
export function connect(
  profile: string | null,
  env: NodeJS.ProcessEnv,
  { connections = 128, timeoutMs = 10_000, attempts = 2 }: ObjectStoreOptions,
): Connection {
  const client = new S3Client({
    ...accessOf(profile, env),
    forcePathStyle: true,
    maxAttempts: attempts,
    // Ceph doesn't know the SDK's newer checksums.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    requestHandler: {
      connectionTimeout: Math.min(timeoutMs, 3000),
      requestTimeout: timeoutMs,
      throwOnRequestTimeout: true,
      // An answer that stops halfway is no better than none; without this it would be waited for for ever.
      socketTimeout: timeoutMs,
      // The slots set the limit.
      httpAgent: new HttpAgent({ keepAlive: true, maxFreeSockets: connections }),
      httpsAgent: new HttpsAgent({ keepAlive: true, maxFreeSockets: connections }),
    },
  });
  return { client, slots: new Slots(connections) };
}

/**
 * How any of the SDK's clients reaches the store of a profile.
 *
 * @throws ObjectStoreError `bad-profile`
 */
export function accessOf(profile: string | null, env: NodeJS.ProcessEnv) {
  const { url, credentials, awsProfile } = endpointOf(profile, env);
  return {
    ...(url !== undefined && { endpoint: url }),
    ...(credentials && { credentials }),
    ...(awsProfile !== undefined && { profile: awsProfile }),
    region: env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1',
  };
}
