import { type IngestedFile, OUT_QUEUES } from '@footman/feeds';
import { MessageConsumer, queueBackendFromEnv } from '@footman/queue';
import type { RunningService, ServiceParts } from '@footman/service';
import { createApp, ServiceModule } from '@footman/service/nestjs';
import { AnnouncerMetrics } from './announcer.metrics.js';
import type { AnnouncerConfig } from './config.js';
import { openTargets } from './open-targets.js';
import type { WebhookWaits } from './webhook/webhook-target.js';

const WAITS: WebhookWaits = { firstMs: 1000, longestMs: 60_000 };

/** Starts an announcer and listens for probes. A queue or a target that is away is waited for. */
export async function createAnnouncer(
  config: AnnouncerConfig,
  { env, log, registry }: ServiceParts,
  waits = WAITS,
): Promise<RunningService> {
  const backend = queueBackendFromEnv(env);
  const metrics = new AnnouncerMetrics(registry);
  const targets = await openTargets(config, { metrics, log, waits });
  metrics.watch(targets);
  let closing = false;
  const consumers = targets.map(({ feed, take, concurrency }) => {
    const onError = (err: Error) => {
      if (!closing) log.warn({ err, feed }, 'Not everybody is told of files now; trying again');
    };
    const options = { concurrency, drainMs: config.DRAIN_MS, onError };
    return new MessageConsumer<IngestedFile>(backend, OUT_QUEUES[feed], take, options);
  });
  const close = async () => {
    closing = true;
    for (const target of targets) target.stop();
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await Promise.all(targets.map((target) => target.close()));
  };
  const readiness = {
    queue: async () => (await Promise.all(consumers.map((consumer) => consumer.ready()))).every(Boolean),
  };
  const dispensable = Object.fromEntries(targets.map((target) => [target.feed, () => target.up()]));
  try {
    await Promise.all(consumers.map((consumer) => consumer.start()));
    const module = ServiceModule.forRoot({ registry, readiness, dispensable, logger: log });
    const running = await createApp(module, { host: config.HOST, port: config.PORT, logger: log });
    log.info({ url: running.url, feeds: targets.map(({ feed }) => feed) }, 'Listening for probes');
    return {
      url: running.url,
      async close() {
        await close();
        await running.close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
