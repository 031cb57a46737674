import { type QueueServer, queueServers } from '@footman/embedded';
import { createLogger, createMetrics, parseConfig } from '@footman/service';
import { Redis } from 'ioredis';
import { ingestConfig, ingestService } from '../src/index.js';
import { BUCKET, Site, fits, header, keyOf } from './site.js';
import { until } from './until.js';

const startRedis = queueServers().find(([kind]) => kind === 'Redis')?.[1];

(startRedis ? describe : describe.skip)("embargo-butler's statistics", () => {
  let server: QueueServer;
  let site: Site;

  beforeAll(async () => {
    server = await (startRedis as () => Promise<QueueServer>)();
    site = await Site.open(server.backend);
  });
  afterAll(async () => {
    await site.close();
    await server.close();
  });

  test('are kept up by the deployed worker: what it ingested, what failed and how often, and why', async () => {
    const { url } = server.backend as { url: string };
    const redis = new Redis(url);
    const settings = {
      BUCKETS: BUCKET,
      BUTLER_REPO: site.repo,
      MAX_FAILURES: '2',
      COMPAT_REDIS_STATS: '1',
      PORT: '0',
      HOST: '127.0.0.1',
    };
    const log = createLogger({ name: 'ingest', destination: { write: () => undefined } });
    const env = { ...site.env, REDIS_URL: url };
    const ingest = await ingestService.start(parseConfig(ingestConfig, settings), {
      env,
      log,
      registry: createMetrics(),
    });
    const { OBSID: _obsid, ...anonymous } = header(1, 'R22_S12');
    const good = await site.put(keyOf(1, 'R22_S11'), fits(header(1, 'R22_S11')), header(1, 'R22_S11'));
    const bad = await site.put(keyOf(1, 'R22_S12'), fits(anonymous), anonymous);
    const gone = site.notice(keyOf(1, 'R22_S10'), new Uint8Array(10));
    await site.queues.add([good, bad, gone]);
    const failed = async () => await redis.hgetall(`FAIL:${BUCKET}:LSSTCam`);
    await until(async () => (await failed())['20250609'] === '3');
    await until(async () => (await redis.hget(`INGEST:${BUCKET}:LSSTCam`, '20250609')) === '1');
    const file = ({ key }: { key: string }) => redis.hgetall(`FILE:${BUCKET}/${key}`);
    expect(await file(good)).toEqual({ ingest_time: expect.stringMatching(/^\d{10}\.\d{3}$/) });
    expect(await file(bad)).toEqual({ md_fail_exc: expect.stringMatching(/^untranslatable-header: /) });
    expect(await file(gone)).toEqual({
      ing_fail_exc: expect.stringMatching(/^object-not-found: /),
      ing_fail_count: '2',
    });
    await ingest.close();
    redis.disconnect();
  });
});
