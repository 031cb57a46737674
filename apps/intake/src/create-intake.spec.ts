import type { ObjectNotice } from '@footman/queue';
import { cephNotification } from '@footman/s3-events';
import { createLogger } from '@footman/service';
import { createIntake } from './create-intake.js';

const logger = createLogger({ name: 'test', destination: { write: () => undefined } });
/** Nobody listens there. */
const queue = { kind: 'redis', url: 'redis://127.0.0.1:1' } as const;

describe('createIntake', () => {
  it('puts notices in the queues that it is given', async () => {
    const notices: ObjectNotice[] = [];
    const queues = {
      add: async (added: readonly ObjectNotice[]) => {
        notices.push(...added);
        return new Set<ObjectNotice>();
      },
      canaries: { noticed: async () => undefined },
      ready: async () => true,
      lastAdded: async () => new Map([['raw', 1_700_000_000_500]]),
    };
    const config = { secrets: ['s3cret'], queue, host: '127.0.0.1', port: 0 };
    const { app, url, close } = await createIntake(config, { logger, queues });
    const event = { bucket: 'raw', key: 'a.fits', size: 1, etag: 'e', eventTime: '2026-11-23T22:29:10Z' };
    const body = cephNotification({ ...event, secret: 's3cret' });
    expect((await fetch(`${url}/notify`, { method: 'POST', body })).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect(notices).toMatchObject([{ bucket: 'raw', key: 'a.fits' }]);
    expect(await (await fetch(`${url}/metrics`)).text()).toContain(
      'footman_intake_last_event_timestamp_seconds{bucket="raw"} 1700000000.5',
    );
    expect(app.getHttpServer().listening).toBe(true);
    await close();
    expect(app.getHttpServer().listening).toBe(false);
  });
});
