import { mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import { DemoError } from './demo-error.js';
import { serveS3, type S3Message, type S3ThreadData } from './serve-s3.js';
import type { StoredObject } from './stored-object.js';

/** An object store of our own on a free port of the loopback interface. */
export interface EmbeddedS3 {
  readonly endpoint: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** Calls `listener` once for each object that was PUT from now on; the function given back ends that. */
  onPut(listener: (object: StoredObject) => void): () => void;
  /** Ends the server; its objects stay in the directory. */
  close(): Promise<void>;
}

/**
 * Starts an S3 server that keeps its objects in `dir` (made if there's none) and has the given buckets.
 *
 * It runs in a thread of its own: storing 410 objects takes it half a second of CPU time, which the pipeline needs for itself.
 *
 * @param warmUp how many objects it stores and reads for practice before it's handed over.
 * @throws {DemoError} S3_FAILED
 */
export async function startS3(
  dir: string,
  buckets: readonly string[] = ['embargo'],
  warmUp = 0,
): Promise<EmbeddedS3> {
  await mkdir(dir, { recursive: true });
  const workerData: S3ThreadData = {
    module: createRequire(import.meta.url).resolve('s3rver'),
    directory: resolve(dir),
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
    throw new DemoError('S3_FAILED', `The embedded object store in ${dir} did not start: ${cause.message}`, {
      cause,
    });
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
