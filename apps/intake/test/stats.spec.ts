import { type QueueServer, queueServers } from '@footman/embedded';
import { cephNotification } from '@footman/s3-events';
import { createLogger, createMetrics, parseConfig } from '@footman/service';
import { Redis } from 'ioredis';
import { intakeConfig, intakeService } from '../src/index.js';
import { until } from './until.js';

const startRedis = queueServers().find(([kind]) => kind === 'Redis')?.[1];

(startRedis ? describe : describe.skip)(
  "embargo-butler's statistics, as the deployed intake keeps them up",
  () => {
    let server: QueueServer;
    let redis: Redis;

    beforeAll(async () => {
      server = await (startRedis as () => Promise<QueueServer>)();
      redis = new Redis((server.backend as { url: string }).url);
    });
    afterAll(async () => {
      redis.disconnect();
      await server.close();
    });

    it.each([
      ['1', { '20251115': '2' }],
      ['0', {}],
    ])('with COMPAT_REDIS_STATS=%s', async (setting, counted) => {
      await redis.flushall();
      const env = { REDIS_URL: (server.backend as { url: string }).url };
      const settings = {
        NOTIFICATION_SECRET: 's',
        PORT: '0',
        HOST: '127.0.0.1',
        COMPAT_REDIS_STATS: setting,
      };
      const log = createLogger({ name: 'intake', destination: { write: () => undefined } });
      const config = parseConfig(intakeConfig, settings);
      const intake = await intakeService.start(config, { env, log, registry: createMetrics() });
      await until(async () => (await fetch(`${intake.url}/readyz`)).ok);
      for (const name of ['000123_R22_S11.fits', '000123_R22_S12.fits', '000123_R22_S12.json']) {
        const key = `LSSTCam/20251115/MC_O_20251115_000123/MC_O_20251115_${name}`;
        const event = {
          bucket: 'raw',
          key,
          size: 1,
          etag: name,
          eventTime: '2025-11-15T22:29:10Z',
          secret: 's',
        };
        const answer = await fetch(`${intake.url}/notify`, { method: 'POST', body: cephNotification(event) });
        expect(answer.status).toBe(200);
      }
      await intake.close();
      expect(await redis.hgetall('REC:raw')).toEqual(counted);
      expect(await redis.hgetall('RECINSTR:raw:LSSTCam')).toEqual(counted);
      expect(await redis.get('MAXSEQ:raw:LSSTCam:20251115')).toBe(setting === '1' ? '123' : null);
    });
  },
);
