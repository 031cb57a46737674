import { type EmbeddedServer, queueServers, type QueueServer, startPostgres } from '@footman/embedded';
import { instrumentByName } from '@footman/obs-lsst';
import type { ObjectNotice } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import { BUCKET, Site, fits, header, keyOf } from './site.js';
import { until } from './until.js';

const DETECTORS = ['R22_S11', 'R22_S12', 'R00_SW0'];

/** What goes away, on real servers; nobody is to pay for it. */
describe.each(queueServers())('an outage, with the queue on %s', (_, startQueue) => {
  let queue: QueueServer;
  let database: EmbeddedServer;
  let site: Site;

  beforeEach(async () => {
    [queue, database] = await Promise.all([startQueue(), startPostgres()]);
    site = await Site.open(queue.backend, database);
  });

  afterEach(async () => {
    await site.close();
    await Promise.all([queue.close(), database.close()]);
  });

  /** Everything is in the Butler once, and no attempt was counted. */
  async function expectNothingLost(notices: readonly ObjectNotice[], seconds = 60): Promise<void> {
    const keys = notices.map(({ key }) => key);
    const outcomes = await site.settled(keys, seconds);
    expect(outcomes.filter((outcome) => outcome !== 'ingested' && outcome !== 'duplicate')).toEqual([]);
    const ingest = await site.start({ LANES: ['backfill'] });
    const stored = await (await ingest.repository()).datasets({});
    expect(stored.map(({ uri }) => uri).sort()).toEqual(keys.map((key) => `s3://${BUCKET}/${key}`).sort());
    expect(site.log.filter(({ msg }) => /^(Marking for retry|Giving up|Refused)/.test(String(msg)))).toEqual(
      [],
    );
    expect((await site.queues.counts(BUCKET))['failed']).toBe(0);
  }

  it.each(['Butler', 'object store'] as const)(
    'of the %s: work stands still, readiness turns red, and all goes on by itself',
    async (what) => {
      const system = what === 'Butler' ? 'butler' : 'object-store';
      const failing = await site.serve(await site.start());
      const first = await site.putExposure(1, DETECTORS);
      await site.queues.add(first);
      expect(await site.settled(first.map(({ key }) => key))).toEqual(Array(3).fill('ingested'));
      expect(await failing()).toEqual([]);

      const later = (
        await Promise.all([2, 3, 4, 5].map((seqNum) => site.putExposure(seqNum, DETECTORS)))
      ).flat();
      await (what === 'Butler' ? database.kill() : site.killStore());
      await site.queues.add(later);
      await until(async () => (await site.metric('footman_ingest_outage', { system })) === 1);
      await until(async () => (await failing()).includes(system));
      await sleep(3000);
      expect(await failing()).toContain(system);
      expect(site.outcomes.size).toBe(3);
      // The first dozen noticed at the same time; then one at a time knocked, after 0.5, 1, 2 s.
      expect(await site.metric('footman_ingest_unavailable_total', { system })).toBeLessThan(12 + 5);

      await (what === 'Butler' ? database.start() : site.reviveStore());
      await expectNothingLost([...first, ...later]);
      await until(async () => (await failing()).length === 0);
      expect(await site.metric('footman_ingest_outage', { system })).toBe(0);
      expect(site.log.map(({ msg }) => msg)).toEqual(
        expect.arrayContaining([`Standing still: ${system} away`, 'Going on: everything is there again']),
      );
      const still = site.log.find(({ msg }) => msg === `Standing still: ${system} away`);
      expect(still?.['err']).toMatchObject({
        type: 'InfrastructureError',
        message: expect.stringMatching(/./),
      });
      expect(site.story(keyOf(2, 'R22_S11'))).toContain(`queued: ${system}-away`);
      expect(site.story(keyOf(2, 'R22_S11')).at(-1)).toBe('ingested');
    },
  );

  it('of the queue: readiness turns red, and what it holds goes on when it is back', async () => {
    const failing = await site.serve(await site.start({ CONCURRENCY: 2 }));
    const notices = (
      await Promise.all([1, 2, 3, 4, 5, 6].map((seqNum) => site.putExposure(seqNum, DETECTORS)))
    ).flat();
    await site.queues.add(notices);
    await until(() => site.outcomes.size > 2);
    await queue.kill();
    await until(async () => (await failing()).includes('queue'));
    await queue.start();
    await expectNothingLost(notices);
    await until(async () => (await failing()).length === 0);
  });

  it('of the Butler in the middle of a batch that is being halved: the culprits alone are refused', async () => {
    const ingest = await site.start({ BATCH_WINDOW_MS: 2000 });
    const detectors = instrumentByName('LSSTCam').detectors.map(({ full_name }) => full_name);
    const culprits = ['R22_S11', 'R22_S12', 'R01_S00', 'R14_S22', 'R34_S01', 'R43_S20', 'R44_SW0'];
    const good = await site.putExposure(
      1,
      detectors.filter((each) => !culprits.includes(each)),
    );
    // In the directory of the exposure, of exposures of their own, with a filter that nobody registered.
    const poison = await Promise.all(
      culprits.map((detector, n) => {
        const cards = header(900 + n, detector, { FILTER: 'nosuch' });
        return site.put(keyOf(1, detector), fits(cards), cards);
      }),
    );
    await site.queues.add([...poison, ...good]);
    // The first part without a culprit is written, and most of the batch isn't.
    const repository = await ingest.repository();
    await until(async () => (await repository.exposures()).length > 0);
    await database.kill();
    await sleep(700);
    await database.start();
    const refused = await site.settled(
      poison.map(({ key }) => key),
      60,
    );
    expect(refused).toEqual(culprits.map(() => expect.stringMatching(/^refused-by-butler: /)));
    expect(await site.metric('footman_ingest_unavailable_total', { system: 'butler' })).toBeGreaterThan(0);
    // What was committed when the connection broke is found there.
    const taken = await site.settled(good.map(({ key }) => key));
    expect(taken.filter((outcome) => outcome !== 'ingested' && outcome !== 'duplicate')).toEqual([]);
    expect(await repository.datasets({})).toHaveLength(good.length);
    expect(site.log.filter(({ msg }) => /^(Marking for retry|Giving up)/.test(String(msg)))).toEqual([]);
    for (const { key } of poison)
      expect(site.story(key).filter((step) => step.startsWith('dead'))).toHaveLength(1);
  });
});
