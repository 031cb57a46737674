import { openHttpStore, sampleDetectors, simulateExposure, putFiles } from '@footman/cli/demo';
import {
  type EmbeddedS3,
  type EmbeddedServer,
  type QueueServer,
  freePort,
  queueServers,
  startPostgres,
  startS3,
} from '@footman/embedded';
import { instrumentByName } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Running, Tree } from '../src/tree.js';

const SECRET = 'of the topic';
const TOKEN = '0123456789abcdef';
const BUCKETS = ['on-sqlite', 'on-postgresql'] as const;

/** Queue, database and object store outside of the image, and services of the image that work with them. */
export class IngestSite {
  private readonly services = new Map<string, Running>();
  private notifyUrl = '';
  private consoleUrl = '';
  readonly buckets = BUCKETS;

  private constructor(
    private readonly tree: Tree,
    private readonly queue: QueueServer,
    private readonly database: EmbeddedServer,
    private readonly s3: EmbeddedS3,
  ) {}

  static async open(tree: Tree): Promise<IngestSite> {
    // The last one is Redis where there is one.
    const [, startQueue] = queueServers().at(-1) as ReturnType<typeof queueServers>[number];
    const [queue, database, s3] = await Promise.all([
      startQueue(),
      startPostgres(),
      startS3({ buckets: BUCKETS }),
    ]);
    const site = new IngestSite(tree, queue, database, s3);
    try {
      await site.start();
    } catch (error) {
      await site.close();
      throw error;
    }
    return site;
  }

  private get env(): NodeJS.ProcessEnv {
    const { backend } = this.queue;
    return {
      ...(backend.kind === 'redis'
        ? { REDIS_URL: backend.url }
        : { QUEUE_DATABASE_URL: backend.connectionString }),
      LEDGER_URL: this.database.url,
      S3_ENDPOINT_URL: this.s3.endpoint,
      AWS_ACCESS_KEY_ID: this.s3.accessKey,
      AWS_SECRET_ACCESS_KEY: this.s3.secretKey,
      BUCKETS: BUCKETS.join(),
      HOST: '127.0.0.1',
    };
  }

  repo(bucket: string): string {
    return `/tmp/${bucket}`;
  }

  private async start(): Promise<void> {
    for (const bucket of BUCKETS) {
      const where = bucket === 'on-sqlite' ? [] : ['--db', this.database.url, '--schema', 'butler'];
      await this.must('butler', 'create', this.repo(bucket), ...where);
      await this.must('butler', 'register', this.repo(bucket), 'LSSTCam');
    }
    const port = await this.startService('intake', 'intake', { NOTIFICATION_SECRET: SECRET });
    this.notifyUrl = `http://127.0.0.1:${port}/notify`;
    for (const bucket of BUCKETS)
      await this.startService(bucket, 'ingest', { BUCKETS: bucket, BUTLER_REPO: this.repo(bucket) });
    const [, bucket] = BUCKETS;
    await this.startService('reaper', 'reaper', { BUCKETS: bucket, BUTLER_REPO: this.repo(bucket) });
    const console = await this.startService('console', 'console', { CONSOLE_READ_TOKEN: TOKEN });
    this.consoleUrl = `http://127.0.0.1:${console}`;
  }

  private async startService(name: string, command: string, env: NodeJS.ProcessEnv): Promise<number> {
    const port = await freePort();
    const service = this.tree.start([command], { ...this.env, PORT: String(port), ...env });
    this.services.set(name, service);
    await until(async () => {
      if (service.child.exitCode !== null) throw new Error(`${command}: ${service.output.err}`);
      return (await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => undefined))?.ok === true;
    });
    return port;
  }

  /** PUTs an exposure of some detectors in each bucket, and notifies of it; gives its keys. */
  async putExposure(detectors: number): Promise<string[]> {
    const files = simulateExposure({
      day_obs: 20251115,
      seq_num: 1,
      detectors: sampleDetectors(instrumentByName('LSSTCam').detectors, detectors),
    });
    for (const bucket of BUCKETS) {
      const { endpoint, accessKey, secretKey } = this.s3;
      const store = openHttpStore({ endpoint, accessKey, secretKey, bucket });
      await putFiles(files, (key, body) => store.put(key, body));
      store.close();
      for (const { key, body } of files) await this.notify(bucket, key, body as Uint8Array);
    }
    return files.map(({ key }) => key);
  }

  private async notify(bucket: string, key: string, { length }: Uint8Array): Promise<void> {
    const etag = createHash('md5').update(key).digest('hex');
    const eventTime = new Date().toISOString();
    const body = cephNotification({ bucket, key, size: length, etag, eventTime, secret: SECRET });
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(this.notifyUrl, { method: 'POST', headers, body });
    if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
  }

  /** Waits until a bucket's worker says that it has ingested so many files; gives how many. */
  async ingested(bucket: string, count: number): Promise<number> {
    const said = () => (this.services.get(bucket)?.output.out.split('"msg":"Ingested ').length ?? 1) - 1;
    await until(async () => said() >= count);
    return said();
  }

  /** Waits until the command line tells of a file that it was ingested, as only the ledger remembers; gives what it tells. */
  async story(bucket: string, key: string): Promise<string> {
    let told = '';
    await until(async () => {
      told = (await this.footman('dead', 'show', `${bucket}/${key}`)).out;
      return /ingested/.test(told);
    });
    return told;
  }

  /** A page of the console, or what it refers to. */
  async page(path: string): Promise<string> {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const answer = await fetch(new URL(path, this.consoleUrl), { headers });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return answer.text();
  }

  footman(...args: string[]): ReturnType<Tree['run']> {
    return this.tree.run(['footman', ...args], this.env);
  }

  private async must(...args: string[]): Promise<void> {
    const { code, err } = await this.footman(...args);
    if (code !== 0) throw new Error(`footman ${args.join(' ')}: ${err}`);
  }

  /** Ends all services in order; gives their exit codes. */
  async end(): Promise<[string, number | null][]> {
    for (const { child } of this.services.values()) child.kill('SIGTERM');
    const ended = [...this.services].map(
      async ([name, { ended }]) => [name, await ended] as [string, number | null],
    );
    return Promise.all(ended);
  }

  async close(): Promise<void> {
    for (const { child } of this.services.values()) child.kill('SIGKILL');
    await Promise.all([this.queue.close(), this.database.close(), this.s3.close()]);
  }
}

async function until(happened: () => Promise<boolean>, seconds = 30): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await happened())) {
    if (Date.now() > deadline) throw new Error(`It didn't happen within ${seconds} s`);
    await sleep(50);
  }
}
