import { peacefulQueueServers } from '@footman/embedded';
import { randomUUID } from 'node:crypto';
import { CANARY_PREFIX, isCanary } from '../src/canaries.js';
import { QueueUnavailableError } from '../src/errors.js';
import { queueSite } from './queue-site.js';

describe.each(peacefulQueueServers())('canaries on %s', (_, startServer) => {
  const site = queueSite(startServer);

  it('are seen by all, whatever the profile, at the time of their first notice', async () => {
    const [intake, reaper] = [await site.producer(), await site.producer()];
    const key = `${CANARY_PREFIX}${randomUUID()}`;
    expect(isCanary(key)).toBe(true);
    expect(await reaper.canaries.seen('rubin-summit', key)).toBeNull();
    await intake.canaries.noticed({ bucket: 'embargo@rubin-summit', key, receivedAt: 1_764_000_000_123 });
    await intake.canaries.noticed({ bucket: 'rubin-summit', key, receivedAt: 1_764_000_009_999 });
    expect(await reaper.canaries.seen('rubin-summit', key)).toBe(1_764_000_000_123);
    expect(await reaper.canaries.seen('rubin-tts', key)).toBeNull();
  });

  it('are not said to be missed when nobody can be asked', async () => {
    const queues = await site.producer();
    await queues.close();
    await expect(queues.canaries.seen('rubin-summit', 'a')).rejects.toThrow(QueueUnavailableError);
  });
});
