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

interface S3Listing {
  readonly objects: readonly { readonly key: string }[];
  readonly commonPrefixes: readonly string[];
  readonly isTruncated: boolean;
}

interface S3StoreClass {
  readonly prototype: {
    listObjects(
      bucket: string,
      options: { readonly delimiter?: string; readonly prefix?: string },
    ): Promise<S3Listing>;
  };
}

type S3ServerClass = new (options: object) => S3Server;

/** What the object store's thread is given. */
export interface S3ThreadData {
  /** Where s3rver is. */
  readonly module: string;
  readonly directory: string;
  readonly port: number;
  readonly buckets: readonly string[];
  /** How many objects are stored and read for nothing before the first real one. */
  readonly warmUp: number;
}

/**
 * The body of the object store's thread. It's handed over as text, so that it runs the same from sources and from the build, and
 * may use nothing but its argument.
 */
export function serveS3(load: (module: string) => unknown): void {
  const { parentPort, workerData } = load('node:worker_threads') as typeof import('node:worker_threads');
  const { Agent, request } = load('node:http') as typeof import('node:http');
  const { rm } = load('node:fs/promises') as typeof import('node:fs/promises');
  const { module, directory, port: wanted, buckets, warmUp } = workerData as S3ThreadData;
  const scratch = 'footman-warm-up';
  mendListing();
  const server = new (load(module) as S3ServerClass)({
    directory,
    address: '127.0.0.1',
    port: wanted,
    silent: true,
    // Keys come in the path, never in the host's name.
    vhostBuckets: false,
    configureBuckets: [...buckets, scratch].map((name) => ({ name })),
  });
  // A rejection is an uncaught exception of this thread, which its owner hears of.
  void start();

  async function start(): Promise<void> {
    const { port } = await server.run();
    await practise(port);
    server.on('event', tell);
    send({ port });
  }

  /** The server's own listing overlooks directories that have nothing but directories in them, and fails when there's a second page. */
  function mendListing(): void {
    const { prototype } = load(module.replace(/s3rver\.js$/, 'stores/filesystem.js')) as S3StoreClass;
    const { listObjects } = prototype;
    prototype.listObjects = async function (bucket, options) {
      const { delimiter, prefix = '' } = options;
      const everything = { ...options, delimiter: '', maxKeys: Infinity };
      const all = await listObjects.call(this, bucket, everything);
      if (!delimiter) return all;
      const { objects } = all;
      const endOf = (key: string) => key.indexOf(delimiter, prefix.length);
      const nested = objects.flatMap(({ key }) =>
        endOf(key) < 0 ? [] : [key.slice(0, endOf(key) + delimiter.length)],
      );
      return {
        objects: objects.filter(({ key }) => endOf(key) < 0),
        commonPrefixes: [...new Set(nested)].sort(),
        isTruncated: false,
      };
    };
  }

  /** A cold server takes about a third longer for its first exposure. */
  async function practise(port: number): Promise<void> {
    const agent = new Agent({ keepAlive: true, maxSockets: 8 });
    const exchange = (method: string, i: number, body?: Buffer) =>
      new Promise<void>((done, fail) => {
        // Only requests with a header of this kind are taken for S3's.
        const headers = { 'x-amz-date': '', ...(body && { 'content-length': body.length }) };
        const path = `/${scratch}/${i}`;
        const sent = request({ host: '127.0.0.1', port, agent, method, path, headers }, (response) => {
          response.resume().on('end', done).on('error', fail);
        });
        sent.on('error', fail).end(body);
      });
    const body = Buffer.alloc(10_000);
    const practice = async (_: unknown, i: number) => {
      await exchange('PUT', i, body);
      await exchange('GET', i);
    };
    await Promise.all(Array.from({ length: warmUp }, practice));
    agent.destroy();
    await rm(`${directory}/${scratch}`, { recursive: true, force: true });
  }

  function tell({ Records }: S3Event): void {
    for (const { eventName, eventTime, s3 } of Records) {
      if (!eventName.startsWith('ObjectCreated:')) continue;
      const { key, size, eTag = '' } = s3.object;
      send({ put: { bucket: s3.bucket.name, key, size, etag: eTag, eventTime } });
    }
  }

  function send(message: S3Message): void {
    parentPort?.postMessage(message);
  }
}
