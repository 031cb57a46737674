import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { EmbeddedServerError } from './errors.js';
import { serveS3, type S3Message, type S3ThreadData } from './serve-s3.js';
import type { StoredObject } from './stored-object.js';
import { fastTemporaryRoot, inTemporaryDirectory } from './temporary-directory.js';

/** An object store of our own on the loopback interface. */
export interface EmbeddedS3 {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Calls `listener` once for each object that was PUT from now on; the function given back ends that. */
  onPut(listener: (object: StoredObject) => void): () => void;
  /** Ends the server. */
  close(): Promise<void>;
}

/** What an embedded object store is to be. */
export interface S3Options {
  /** Where it keeps its objects (made if there's none). Without it they are in a temporary directory, and go with the server. */
  readonly dir?: string;
  /** How much it will be given at most, roughly: decides whether a temporary directory may be in memory. @default 64 MB */
  readonly bytes?: number;
  /** @default ['embargo'] */
  readonly buckets?: readonly string[];
  /** 0 for any free one. @default 0 */
  readonly port?: number;
  /** How many objects it stores and reads for practice before it's handed over. @default 0 */
  readonly warmUp?: number;
}

/**
 * Starts an S3 server with some buckets.
 *
 * It runs in a thread of its own: storing 410 objects takes it half a second of CPU time, which the pipeline needs for itself.
 *
 * @throws {EmbeddedServerError} S3_FAILED
 */
export async function startS3({ dir, bytes = 64e6, ...options }: S3Options = {}): Promise<EmbeddedS3> {
  if (dir !== undefined) return startIn(dir, options);
  // Making three files for each object is what costs the server its time; in memory it takes half of it.
  return inTemporaryDirectory((made) => startIn(made, options), await fastTemporaryRoot(bytes));
}

async function startIn(
  dir: string,
  { buckets = ['embargo'], port: wanted = 0, warmUp = 0 }: S3Options,
): Promise<EmbeddedS3> {
  await mkdir(dir, { recursive: true });
  const workerData: S3ThreadData = {
    module: createRequire(import.meta.url).resolve('s3rver'),
    directory: resolve(dir),
    port: wanted,
    buckets,
    warmUp,
  };
  const worker = new Worker(`(${serveS3})(require)`, { eval: true, workerData });
  const listeners = new Set<(object: StoredObject) => void>();
  const port = await new Promise<number>((ready, fail) => {
    worker.on('message', (message: S3Message) => {
      if ('port' in message) ready(message.port);
      else for (const listener of listeners) listener(message.put);
    });
    worker.on('error', fail);
    worker.on('exit', () => fail(new Error('its thread ended')));
  }).catch((cause: Error) => {
    throw new EmbeddedServerError(
      'S3_FAILED',
      `The embedded object store in ${dir} did not start: ${cause.message}`,
      {
        cause,
      },
    );
  });
  return {
    endpoint: `http://127.0.0.1:${port}`,
    // The only account that s3rver knows.
    accessKey: 'S3RVER',
    secretKey: 'S3RVER',
    onPut(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await worker.terminate();
    },
  };
}
