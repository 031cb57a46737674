import { peacefulQueueServers, startPostgres } from '@footman/embedded';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Site, fits, header, keyOf } from './site.js';
import { until } from './until.js';

const SCIENCE = ['R22_S11', 'R22_S12', 'R00_SW0'];

describe.each(peacefulQueueServers())('ingest with the queue on %s', (_, start) => {
  let server: Awaited<ReturnType<typeof start>>;
  let site: Site;

  beforeAll(async () => {
    server = await start();
  });

  afterAll(() => server.close());

  beforeEach(async () => {
    site = await Site.open(server.backend);
  });

  afterEach(() => site.close());

  test('files of an exposure reach the Butler, with its visit, and a second notice changes nothing', async () => {
    const ingest = await site.start();
    const detectors = [...SCIENCE, 'R00_SG0'];
    const notices = await Promise.all(
      detectors.map((detector) =>
        site.put(keyOf(1, detector), fits(header(1, detector)), header(1, detector)),
      ),
    );
    await site.queues.add(notices);
    expect(await site.settled(detectors.map((detector) => keyOf(1, detector)))).toEqual(
      Array(4).fill('ingested'),
    );

    const repository = await ingest.repository();
    const visits = await repository.visits({});
    expect(visits.map(({ name }) => name)).toEqual(['MC_O_20250609_000001']);
    expect(await repository.detectorRegionCount('LSSTCam', visits[0]?.id ?? 0)).toBe(205);
    const stored = await repository.datasets({});
    expect(stored.map(({ uri }) => uri).sort()).toEqual(
      detectors.map((detector) => `s3://rubin-summit/${keyOf(1, detector)}`).sort(),
    );
    expect(stored.map(({ fileSize }) => fileSize)).toContain(notices[0]?.size);
    expect(site.log.map(({ msg }) => msg)).toContain(`Ingested rubin-summit/${keyOf(1, 'R22_S11')}`);
    expect(await site.metric('footman_ingest_files_total', { outcome: 'ingested' })).toBe(4);

    site.outcomes.clear();
    await site.queues.add(notices.map((notice) => ({ ...notice, etag: `${notice.etag}-again` })));
    expect(await site.settled(notices.map(({ key }) => key))).toEqual(Array(4).fill('duplicate'));
    expect(await repository.datasets({})).toEqual(stored);
  });

  test('without a sidecar the FITS header is read, and only its beginning', async () => {
    await site.start();
    const notice = await site.put(keyOf(2, 'R22_S11'), fits(header(2, 'R22_S11')));
    await site.queues.add([notice]);
    expect(await site.settled([notice.key])).toEqual(['ingested']);
  });

  test('a guider that comes first waits for its exposure without using up attempts', async () => {
    await site.start();
    const guider = await site.put(keyOf(3, 'R00_SG0'), fits(header(3, 'R00_SG0')), header(3, 'R00_SG0'));
    await site.queues.add([guider]);
    await until(async () => ((await site.metric('footman_ingest_waits_total')) ?? 0) > 0);
    expect(site.outcomes.size).toBe(0);

    // It would look again by itself only after a minute: that it doesn't take as long shows that it was woken.
    const science = await site.put(keyOf(3, 'R22_S11'), fits(header(3, 'R22_S11')), header(3, 'R22_S11'));
    await site.queues.add([science]);
    expect(await site.settled([science.key, guider.key], 10)).toEqual(['ingested', 'ingested']);
  });

  test('bad files are refused with a reason, and their neighbours ingested', async () => {
    await site.start();
    const good = await site.put(keyOf(4, 'R22_S11'), fits(header(4, 'R22_S11')), header(4, 'R22_S11'));
    const { OBSID: _obsid, ...anonymous } = header(4, 'R22_S12');
    const bad = [
      await site.put(keyOf(4, 'R22_S10'), fits(header(4, 'R22_S10')).subarray(0, 4000)),
      await site.put(keyOf(4, 'R22_S02'), new Uint8Array()),
      await site.put(keyOf(4, 'R22_S12'), fits(anonymous), anonymous),
      await site.put(keyOf(4, 'R22_SG0'), fits(header(4, 'R22_S20')), header(4, 'R22_S20')),
      await site.put('LSSTCam/20250609/other/x.fits', fits({ INSTRUME: 'HSC' })),
    ];
    await site.queues.add([good, ...bad]);
    expect(await site.settled([good.key])).toEqual(['ingested']);
    expect(await site.settled(bad.map(({ key }) => key))).toEqual([
      expect.stringMatching(/^unreadable-header: .*ends at 4000 bytes/),
      expect.stringMatching(/^unreadable-header: .*empty/),
      expect.stringMatching(/^untranslatable-header: .*OBSID/),
      expect.stringMatching(/^not-a-guider: /),
      expect.stringMatching(/^unknown-instrument: /),
    ]);
    expect(await site.metric('footman_ingest_refused_total', { reason: 'unreadable-header' })).toBe(2);
    expect(site.log.filter(({ msg }) => String(msg).startsWith('Refused'))).toHaveLength(5);
  });

  test('an object that is gone is looked for as often as attempts are allowed, then given up', async () => {
    await site.start();
    const notice = site.notice(keyOf(5, 'R22_S11'), new Uint8Array(10));
    await site.queues.add([notice]);
    expect(await site.settled([notice.key])).toEqual([expect.stringContaining("isn't there")]);
    const lines = site.log.map(({ msg }) => String(msg).split(' rubin-summit')[0]);
    expect(lines.filter((line) => line === 'Marking for retry')).toHaveLength(2);
    expect(lines.filter((line) => line === 'Giving up on')).toHaveLength(1);
  });
});

describe('ingest with a repository that is configured in the object store', () => {
  test('files go to the registry that its butler.yaml names', async () => {
    const database = await startPostgres();
    const site = await Site.open({ kind: 'postgres', connectionString: database.url }, database);
    try {
      const config = await readFile(join(site.repo, 'butler.yaml'));
      await site.store.put('rubin-summit', 'repo/butler.yaml', config);
      const ingest = await site.start({ BUTLER_REPO: 's3://rubin-summit/repo' });
      const notice = await site.put(keyOf(8, 'R22_S11'), fits(header(8, 'R22_S11')));
      await site.queues.add([notice]);
      expect(await site.settled([notice.key])).toEqual(['ingested']);
      expect((await ingest.repository()).root).toBe('s3://rubin-summit/repo');
    } finally {
      await site.close();
      await database.close();
    }
  });

  test('that isn’t there ends the worker before it takes a job', async () => {
    const queue = await startPostgres();
    const site = await Site.open({ kind: 'postgres', connectionString: queue.url });
    try {
      const refusal = site.start({ BUTLER_REPO: 's3://rubin-summit/none' });
      await expect(refusal).rejects.toMatchObject({ code: 'repository_not_found' });
    } finally {
      await site.close();
      await queue.close();
    }
  });
});
