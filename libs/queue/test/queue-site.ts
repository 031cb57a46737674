import type { QueueServer } from '@footman/embedded';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ObjectNotice } from '../src/object-notice.js';
import { ObjectQueues, type ObjectQueuesOptions } from '../src/object-queues.js';
import type { ObjectHandler } from '../src/object-handler.js';
import { ObjectWorker, type ObjectWorkerOptions } from '../src/object-worker.js';
import { notice, notices } from './notices.js';
import { until } from './until.js';

type Server = Pick<QueueServer, 'backend' | 'close'>;

const here = dirname(fileURLToPath(import.meta.url));

/** A server for a suite, a bucket for each test, and whatever a test starts ended after it. */
export function queueSite<S extends Server>(startServer: () => Promise<S>) {
  let server: S;
  let bucket: string;
  let cleanups: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  beforeEach(() => {
    bucket = `embargo@raw-${randomUUID()}`;
  });
  afterEach(async () => {
    for (const cleanup of cleanups.reverse()) await cleanup();
    cleanups = [];
  });

  return {
    get server() {
      return server;
    },
    get bucket() {
      return bucket;
    },
    cleanUp: (cleanup: () => Promise<void>) => void cleanups.push(cleanup),
    notice: (overrides: Partial<ObjectNotice> = {}) => notice({ bucket, ...overrides }),
    notices: (count: number, key?: string) => notices(count, { bucket, ...(key && { key }) }),

    async producer(options: ObjectQueuesOptions = {}): Promise<ObjectQueues> {
      const queues = new ObjectQueues(server.backend, { backoffMs: 20, ...options });
      cleanups.push(() => queues.close());
      await queues.start();
      return queues;
    },

    async consumer<R>(handler: ObjectHandler<R>, options: ObjectWorkerOptions<R> = {}) {
      const worker = new ObjectWorker(server.backend, bucket, handler, options);
      cleanups.push(() => worker.close());
      await worker.start();
      return worker;
    },

    /** Starts a worker in another process, which never finishes a job, and waits until it holds that many. */
    async workerProcess(jobs: number, options: ObjectWorkerOptions<never> = {}) {
      const loader = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];
      const parameters = [JSON.stringify(server.backend), bucket, JSON.stringify(options)];
      const script = join(here, 'worker-process.ts');
      const child = spawn(process.execPath, [...loader, script, ...parameters], {
        stdio: ['ignore', 'pipe', 'inherit'],
        env: { ...process.env, NODE_OPTIONS: '' },
      });
      cleanups.push(async () => void child.kill('SIGKILL'));
      let output = '';
      child.stdout.on('data', (chunk: Buffer) => (output += chunk));
      await until(() => output.split('\n').length > jobs, 20_000);
      return { child, taken: output.trim().split('\n') };
    },
  };
}
