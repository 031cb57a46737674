import { peacefulQueueServers } from '@footman/embedded';
import { type ObjectNotice, jobId } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUCKET, Site, fits, header, keyOf } from './site.js';
import { until } from './until.js';

/** What may become of a file besides reaching the Butler at once. */
describe.each(peacefulQueueServers())('the life of an object, with the queue on %s', (_, start) => {
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

  const put = async (seqNum: number, detector: string) => {
    const [notice] = await site.putExposure(seqNum, [detector]);
    if (!notice) throw new Error('It was put');
    return notice;
  };

  it('tells the ledger each step, with its times and what the key tells', async () => {
    await site.start();
    const notice = await put(1, 'R22_S11');
    await site.queues.add([notice]);
    await site.settled([notice.key]);
    const place = { instrument: 'LSSTCam', night: 20250609, exposure: 'MC_O_20250609_000001' };
    expect(site.stages).toMatchObject([
      { ...place, bucket: BUCKET, key: notice.key, etag: notice.etag, state: 'reading', attempt: 1 },
      {
        ...place,
        state: 'ingested',
        size: notice.size,
        worker: expect.stringMatching(/:\d+$/),
        times: { event: Date.parse(notice.eventTime), received: notice.receivedAt },
      },
    ]);
    const { read = 0, ingested = 0, visit = 0 } = site.stages[1]?.times ?? {};
    expect(read).toBeGreaterThanOrEqual(notice.receivedAt);
    expect(visit).toBeGreaterThanOrEqual(read);
    expect(ingested).toBeGreaterThanOrEqual(visit);
  });

  it.each([1, 2, 5])(
    'a file that may have to be tried again is given up after MAX_FAILURES=%i',
    async (most) => {
      await site.start({ MAX_FAILURES: most });
      const notice = site.notice(keyOf(20 + most, 'R22_S11'), new Uint8Array(10));
      await site.queues.add([notice]);
      expect(await site.settled([notice.key])).toEqual([expect.stringMatching(/^object-not-found: /)]);
      expect(site.story(notice.key).filter((step) => step !== 'reading')).toEqual([
        ...Array(most - 1).fill('retrying: object-not-found'),
        'dead: object-not-found',
      ]);
      expect(site.stages.at(-1)?.attempt).toBe(most);
      expect(await site.metric('footman_ingest_given_up_total', { reason: 'object-not-found' })).toBe(1);
    },
  );

  it('a bad header is refused at the first attempt', async () => {
    await site.start();
    const { OBSID: _obsid, ...anonymous } = header(3, 'R22_S12');
    const notice = await site.put(keyOf(3, 'R22_S12'), fits(anonymous), anonymous);
    await site.queues.add([notice]);
    await site.settled([notice.key]);
    expect(site.story(notice.key)).toEqual(['reading', 'dead: untranslatable-header']);
    expect(await site.metric('footman_ingest_refused_total', { reason: 'untranslatable-header' })).toBe(1);
  });

  it('a second notice changes nothing while the first one’s job lives, and retries a dead one', async () => {
    await site.start({ MAX_FAILURES: 1 });
    const guider = await put(4, 'R00_SG0');
    await site.queues.add([guider]);
    await until(() => site.story(guider.key).includes('parked'));
    await site.queues.add([guider, guider]);
    await sleep(300);
    expect(site.story(guider.key)).toEqual(['reading', 'parked']);

    const content = fits(header(4, 'R22_S11'));
    const science = site.notice(keyOf(4, 'R22_S11'), content);
    await site.queues.add([science]);
    expect(await site.settled([science.key])).toEqual([expect.stringMatching(/^object-not-found/)]);
    site.outcomes.clear();
    await site.put(science.key, content);
    await site.queues.add([science]);
    expect(await site.settled([science.key, guider.key])).toEqual(['ingested', 'ingested']);
  });

  it('a notice after the job is a duplicate, and so is one with a new etag; a new size is kept for a person', async () => {
    await site.start();
    const first = await put(5, 'R22_S11');
    await site.queues.add([first]);
    const stateOf = async (notice: ObjectNotice) =>
      (await site.queues.states(BUCKET, [notice])).get(jobId(notice))?.state;
    await until(async () => (await stateOf(first)) === 'completed');

    await site.queues.add([first], { again: true });
    await until(() => site.story(first.key).includes('duplicate'));
    await site.queues.add([{ ...first, etag: 'another' }]);
    await until(() => site.story(first.key).filter((step) => step === 'duplicate').length === 2);
    expect(site.stages.at(-1)?.etag).toBe('another');

    site.outcomes.clear();
    const changed = fits(header(5, 'R22_S11', { EXTRA: 'x'.repeat(60), ...manyCards() }));
    const second = await site.put(first.key, changed);
    expect(second.size).not.toBe(first.size);
    await site.queues.add([second]);
    expect(await site.settled([second.key])).toEqual([expect.stringMatching(/^corrected: /)]);
    expect(site.story(second.key).at(-1)).toBe('corrected: corrected');
    expect(await stateOf(second)).toBe('failed');
  });

  it('a guider is shown once it is overdue, looks again seldom, and is woken all the same', async () => {
    await site.start({ MAX_GUIDER_WAIT: 0.5, GUIDER_RETRY_MS: 100 });
    const guider = await put(6, 'R00_SG0');
    await site.queues.add([guider]);
    await until(() => site.story(guider.key).includes('parked: overdue'));
    const looks = await site.metric('footman_ingest_waits_total');
    expect(looks).toBeGreaterThan(2);
    await sleep(500);
    expect(await site.metric('footman_ingest_waits_total')).toBe(looks);
    expect(await site.metric('footman_ingest_overdue_waits_total')).toBe(1);
    expect(site.story(guider.key)).toEqual(['reading', 'parked', 'parked: overdue']);
    expect(await site.queues.parked(BUCKET)).toMatchObject([{ notice: { key: guider.key }, lane: 'live' }]);

    expect(await site.metric('footman_queue_parked_files', { overdue: 'yes' })).toBe(1);
    expect(await site.metric('footman_queue_files', { lane: 'live', state: 'delayed' })).toBe(1);

    const science = await put(6, 'R22_S11');
    await site.queues.add([science]);
    expect(await site.settled([science.key, guider.key], 10)).toEqual(['ingested', 'ingested']);
    await until(async () => (await site.queues.parked(BUCKET)).length === 0);
  });

  it('a guider of one lane is woken by a worker of the other lane', async () => {
    await site.start({ LANES: ['backfill'] });
    await site.start({ LANES: ['live'] });
    const guider = await put(7, 'R00_SG0');
    await site.queues.add([guider], { lane: 'backfill' });
    await until(() => site.story(guider.key).includes('parked'));
    const science = await put(7, 'R22_S11');
    await site.queues.add([science]);
    expect(await site.settled([science.key, guider.key], 10)).toEqual(['ingested', 'ingested']);
  });

  it('both lanes are worked off by default, and told apart', async () => {
    await site.start();
    const [live, backfill] = [await put(8, 'R22_S11'), await put(9, 'R22_S11')];
    await site.queues.add([live]);
    await site.queues.add([backfill], { lane: 'backfill' });
    expect(await site.settled([live.key, backfill.key])).toEqual(['ingested', 'ingested']);
    for (const lane of ['live', 'backfill'])
      expect(await site.metric('footman_ingest_files_total', { lane, outcome: 'ingested' })).toBe(1);
  });
});

/** More than a block of a header has room for. */
function manyCards(): Record<string, number> {
  return Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`EXTRA${n}`, n]));
}
