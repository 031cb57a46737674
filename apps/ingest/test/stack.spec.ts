import { type EmbeddedServer, startPostgres } from '@footman/embedded';
import { referenceStack } from './reference-stack.js';
import { Site } from './site.js';
import { until } from './until.js';

const reference = referenceStack();
const DETECTORS = ['R22_S11', 'R22_S12', 'R00_SW0'];

/** Rubin's own tasks behind the worker, with files in S3 and the registry on PostgreSQL. */
(reference ? describe : describe.skip)('ingest by the science pipelines', () => {
  let queue: EmbeddedServer;
  let database: EmbeddedServer;
  let site: Site;

  beforeAll(async () => {
    [queue, database] = await Promise.all([startPostgres(), startPostgres()]);
    site = await Site.open({ kind: 'postgres', connectionString: queue.url }, database);
  });

  afterAll(async () => {
    await site?.close();
    await Promise.all([queue?.close(), database?.close()]);
  });

  test('files reach the Butler from S3, a guider waits for them, and an outage costs nobody anything', async () => {
    const { python, env } = reference as NonNullable<typeof reference>;
    const ingest = await site.start({ INGEST_ENGINE: 'shadow', STACK_PYTHON: python }, env);

    const guiders = await site.putExposure(1, ['R00_SG0']);
    await site.queues.add(guiders);
    await until(async () => ((await site.metric('footman_ingest_waits_total')) ?? 0) > 0);
    expect(site.outcomes.size).toBe(0);
    expect(await ingest.readiness['stack']?.()).toBe(true);

    const science = await site.putExposure(1, DETECTORS);
    await site.queues.add(science);
    const keys = [...science, ...guiders].map(({ key }) => key);
    expect(await site.settled(keys)).toEqual(Array(4).fill('ingested'));
    const repository = await ingest.repository();
    expect((await repository.datasets({})).map(({ uri }) => uri).sort()).toEqual(
      keys.map((key) => `s3://rubin-summit/${key}`).sort(),
    );
    expect(await repository.detectorRegionCount('LSSTCam', 2025060900001)).toBe(205);

    await database.kill();
    const late = await site.putExposure(2, DETECTORS);
    await site.queues.add(late);
    await until(
      async () => ((await site.metric('footman_ingest_unavailable_total', { system: 'butler' })) ?? 0) > 0,
    );
    await database.start();
    expect(await site.settled(late.map(({ key }) => key))).toEqual(Array(3).fill('ingested'));

    expect(await site.metric('footman_ingest_shadow_files_total', { result: 'compared' })).toBeGreaterThan(4);
    expect(site.log.filter(({ msg }) => String(msg).includes('wrote other rows'))).toEqual([]);
  });
});
