import { ObjectStore } from '@footman/object-store';
import {
  MessageConsumer,
  PRESENCE_QUEUE,
  type Sighting,
  presenceRedis,
  queueBackendFromEnv,
} from '@footman/queue';
import type { RunningService, ServiceParts } from '@footman/service';
import { createApp, ServiceModule } from '@footman/service/nestjs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { PresenceConfig } from './config.js';
import { GroupWatch } from './http/group-watch.js';
import { groupRoutes } from './http/group-routes.js';
import { imageRoute } from './http/image-route.js';
import { openApiRoute } from './http/open-api.js';
import { PresenceMetrics } from './presence.metrics.js';
import { Recorder } from './sightings/recorder.js';
import { PresenceStore } from './store/presence-store.js';

/** Starts a presence service and listens. A queue that is away is waited for. */
export async function createPresence(
  config: PresenceConfig,
  { env, log, registry }: ServiceParts,
): Promise<RunningService> {
  const backend = queueBackendFromEnv(env);
  const queueLog = log.child({ part: 'queue' });
  const lifetime = config.GROUP_LIFETIME;
  const store = new PresenceStore(presenceRedis(backend), {
    lifetime,
    deleteSeen: config.DELETE_SEEN,
    onError: (err) => queueLog.debug({ err }, 'The connection to Redis has a problem'),
  });
  const watch = new GroupWatch((group) => store.images(group), log);
  const metrics = new PresenceMetrics(registry, () => watch.waiting);
  const objects = new ObjectStore(env);
  const recorder = new Recorder({ presence: store, objects, metrics, log, lifetime });
  const consumer = new MessageConsumer<Sighting>(backend, PRESENCE_QUEUE, (items) => recorder.take(items), {
    onError: (err) => queueLog.warn({ err }, 'Presence does not hear of everything now'),
  });
  const close = async () => {
    await consumer.close();
    await store.close();
    objects.close();
  };
  const configure = (app: NestFastifyApplication) => {
    const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
    imageRoute(fastify, { store, metrics, log });
    groupRoutes(fastify, { store, watch, maxWaiting: config.MAX_WAITING, log });
    openApiRoute(fastify);
  };
  try {
    await Promise.all([store.start((group) => watch.changed(group)), consumer.start()]);
    const running = await createApp(
      ServiceModule.forRoot({ registry, readiness: { queue: () => store.ready() }, logger: log }),
      { host: config.HOST, port: config.PORT, logger: log, configure },
    );
    log.info({ url: running.url }, 'Listening for questions');
    return {
      url: running.url,
      async close() {
        watch.close();
        await running.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
