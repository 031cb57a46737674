import { openRepository } from '@footman/butler-client';
import { type QueueServer, queueServers, runSource } from '@footman/embedded';
import { type ObjectNotice, StalledJobs } from '@footman/queue';
import { BUCKET, Site, header } from './site.js';

const DYING = new URL('dying-worker.ts', import.meta.url);

describe('files in the Butler', () => {
  const sites: { kind: string; server: QueueServer; site: Site; notices: ObjectNotice[] }[] = [];

  beforeAll(async () => {
    await Promise.all(
      queueServers().map(async ([kind, start]) => {
        const server = await start();
        const site = await Site.open(server.backend);
        sites.push({ kind, server, site, notices: await site.putExposure(1, ['R22_S11', 'R00_SG0']) });
      }),
    );
  });
  afterAll(() =>
    Promise.all(
      sites.map(async ({ site, server }) => {
        await site.close();
        await server.close();
      }),
    ),
  );

  // A lock is the dead worker's for 5 s: all servers wait for that together.
  it('are told by another worker when one dies after it has ingested them, with what the Butler has', async () => {
    await Promise.all(sites.map(dieAndTakeUp));
  });

  async function dieAndTakeUp({ server: { backend }, site, notices }: (typeof sites)[number]): Promise<void> {
    const [raw] = notices as [ObjectNotice];
    const dying = runSource(DYING, {
      ...site.env,
      BUCKET,
      BUTLER_REPO: site.repo,
      FOOTMAN_QUEUE: JSON.stringify(backend),
      NODE_NO_WARNINGS: '1',
    });
    await site.queues.add([raw]);
    await dying.ended;
    expect(dying.output.err).toBe('');
    expect(dying.child.signalCode).toBe('SIGKILL');
    const stalled = new StalledJobs(backend, [BUCKET], { lockMs: 200, stalledMs: 200 });
    await stalled.start();
    await site.start();
    expect(await site.settled([raw.key])).toEqual(['duplicate']);
    await stalled.close();

    const repository = await openRepository(site.repo, { writeable: false, env: site.env });
    const [dataset] = await repository.datasets({ instrument: 'LSSTCam' });
    await repository.close();
    expect(site.told).toEqual([
      {
        bucket: BUCKET,
        key: raw.key,
        etag: raw.etag,
        versionId: null,
        size: raw.size,
        instrument: 'LSSTCam',
        day_obs: 20250609,
        obs_id: 'MC_O_20250609_000001',
        detector: dataset?.dataId['detector'],
        exposure: dataset?.dataId['exposure'],
        dataset: { id: dataset?.id, type: 'raw', run: 'LSSTCam/raw/all' },
        eventTime: Date.parse(raw.eventTime),
        receivedAt: raw.receivedAt,
        ingestedAt: expect.any(Number),
        // Headers count TAI, which was 37 leap seconds ahead.
        exposureEnded: Date.parse(`${header(1, 'R22_S11')['DATE-END']}Z`) - 37_000,
      },
    ]);
  }

  it('are told once, whatever else is noticed of them', async () => {
    for (const { site, notices } of sites) {
      const [raw, guider] = notices as [ObjectNotice, ObjectNotice];
      site.told.length = 0;
      site.outcomes.clear();
      await site.queues.add([{ ...raw, etag: 'of a second notice' }, guider]);
      await site.settled([raw.key, guider.key]);
      expect(site.outcomes.get(raw.key)).toBe('duplicate');
      expect(site.told).toMatchObject([{ key: guider.key, dataset: { type: 'guider_raw' } }]);
    }
  });
});
