import { type EmbeddedServer, queueServers, type QueueServer, startPostgres } from '@footman/embedded';
import { instrumentByName } from '@footman/obs-lsst';
import { runMain } from './run-main.js';
import { BUCKET, Site, keyOf } from './site.js';
import { until } from './until.js';

const EXPOSURES = [1, 2, 3];
const KEYS = EXPOSURES.flatMap((seqNum) =>
  instrumentByName('LSSTCam').detectors.map(({ full_name }) => keyOf(seqNum, full_name)),
);

/** The deployed entry in processes of its own, under load. */
describe.each(queueServers())('a worker that is told to end, with the queue on %s', (_, startQueue) => {
  let queue: QueueServer;
  let database: EmbeddedServer;
  let site: Site;
  let main: ReturnType<typeof runMain>;

  beforeEach(async () => {
    [queue, database] = await Promise.all([startQueue(), startPostgres()]);
    site = await Site.open(queue.backend, database);
  });

  afterEach(async () => {
    main.child.kill('SIGKILL');
    await database.thaw();
    await site.close();
    await Promise.all([queue.close(), database.close()]);
  });

  /** Starts the process, and gives it three exposures. */
  async function startUnderLoad(env: NodeJS.ProcessEnv): Promise<void> {
    const { backend } = queue;
    main = runMain({
      ...site.env,
      ...(backend.kind === 'redis'
        ? { REDIS_URL: backend.url }
        : { QUEUE_DATABASE_URL: backend.connectionString }),
      BUCKETS: BUCKET,
      BUTLER_REPO: site.repo,
      HOST: '127.0.0.1',
      PORT: '0',
      ...env,
    });
    const detectors = instrumentByName('LSSTCam').detectors.map(({ full_name }) => full_name);
    const notices = [];
    for (const seqNum of EXPOSURES) notices.push(...(await site.putExposure(seqNum, detectors)));
    await until(() => main.output.out.includes('Waiting on'));
    await site.queues.add(notices);
  }

  const ingestedByChild = () => main.output.out.split('"msg":"Ingested ').length - 1;

  /** Tells the process to end; gives its exit code and how long it took, in milliseconds. */
  async function terminate(): Promise<{ code: number | null; took: number }> {
    const begin = performance.now();
    main.child.kill('SIGTERM');
    return { code: await main.ended, took: performance.now() - begin };
  }

  /** Another worker does what is left; gives how many it ingested. */
  async function finish(): Promise<number> {
    const other = await site.start();
    await until(async () => {
      // With so much going on, it may be a moment before the queue answers.
      const counts = await site.queues.counts(BUCKET).catch(() => ({}));
      return ['waiting', 'active', 'delayed'].every((state) => counts[state as never] === 0);
    }, 60);
    const repository = await other.repository();
    const stored = (await repository.datasets({})).map(({ uri }) => uri).sort();
    expect(stored).toEqual(KEYS.map((key) => `s3://${BUCKET}/${key}`).sort());
    expect((await site.queues.counts(BUCKET))['failed']).toBe(0);
    return [...site.outcomes.values()].filter((outcome) => outcome === 'ingested').length;
  }

  it('finishes what it has begun, leaves the rest to others, and ends with 0', async () => {
    await startUnderLoad({ CONCURRENCY: '40' });
    await until(() => ingestedByChild() > 100);
    const { code, took } = await terminate();
    expect(code).toBe(0);
    expect(took).toBeLessThan(10_000);
    expect(main.output.out).toContain('"msg":"Drained"');
    const before = ingestedByChild();
    expect(before).toBeLessThan(KEYS.length);
    // Every file was written by exactly one of the two.
    expect(before + (await finish())).toBe(KEYS.length);
  });

  it('gives back what it can’t finish, ends in time with 0, and others do it', async () => {
    await startUnderLoad({ CONCURRENCY: '100', DRAIN_MS: '5000' });
    await until(() => ingestedByChild() > 100);
    await database.freeze();
    const { code, took } = await terminate();
    expect(code).toBe(0);
    expect(took).toBeLessThan(6000);
    await database.thaw();
    await finish();
  });
});
