import type { StoredObject } from './stored-object.js';

/** What the object store's thread says: where it listens, then each object that was PUT. */
export type S3Message = { readonly port: number } | { readonly put: StoredObject };

interface S3Event {
  readonly Records: readonly {
    readonly eventName: string;
    readonly eventTime: string;
    readonly s3: {
      readonly bucket: { readonly name: string };
      readonly object: { readonly key: string; readonly size: number; readonly eTag?: string };
    };
  }[];
}

interface S3Server {
  on(event: 'event', listener: (event: S3Event) => void): void;
  run(): Promise<{ readonly port: number }>;
}

type S3ServerClass = new (options: object) => S3Server;

/**
 * The body of the object store's thread. It's handed over as text, so that it runs the same from sources and from the build, and
 * may use nothing but its argument.
 */
export function serveS3(load: (module: string) => unknown): void {
  const { parentPort, workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { module, directory, buckets } = workerData as {
    module: string;
    directory: string;
    buckets: string[];
  };
  const send = (message: S3Message) => parentPort?.postMessage(message);
  const server = new (load(module) as S3ServerClass)({
    directory,
    address: '127.0.0.1',
    port: 0,
    silent: true,
    // Keys come in the path, never in the host's name.
    vhostBuckets: false,
    configureBuckets: buckets.map((name) => ({ name })),
  });
  server.on('event', ({ Records }) => {
    for (const { eventName, eventTime, s3 } of Records) {
      if (!eventName.startsWith('ObjectCreated:')) continue;
      const { key, size, eTag = '' } = s3.object;
      send({ put: { bucket: s3.bucket.name, key, size, etag: eTag, eventTime } });
    }
  });
  server.run().then(
    ({ port }) => send({ port }),
    (error) => {
      throw error;
    },
  );
}
