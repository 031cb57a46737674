import type { Feeds } from '@footman/feeds';
import { ObjectQueues, type QueueBackend } from '@footman/queue';
import { createLogger, createMetrics, type Logger } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Registry } from 'prom-client';
import { IntakeMetrics } from './intake.metrics.js';
import { IntakeService, type NoticeQueues } from './intake.service.js';
import type { KafkaIntake } from './kafka/kafka-intake.js';
import type { KafkaSettings } from './kafka/kafka-settings.js';
import { readBodiesAsText } from './notification-body.js';
import { NotifyController } from './notify.controller.js';
import { Refusals } from './refusals.js';

/** How the intake is set up. */
export interface CreateIntakeConfig {
  /** Any of them is accepted in a record's `opaqueData`. */
  readonly secrets: readonly string[];
  /** Objects are datasets if this is found in `[profile@]bucket/key`. @default /fits$/ */
  readonly datasetRegexp?: RegExp;
  /** Put before buckets, with an `@`. @default '' */
  readonly profile?: string;
  readonly queue: QueueBackend;
  /** @default '0.0.0.0' */
  readonly host?: string;
  /** 0 for any free port. @default 8080 */
  readonly port?: number;
  /** Bytes. @default 1048576 */
  readonly bodyLimit?: number;
  /** Where notices are besides, or instead of, those that are sent here. */
  readonly kafka?: KafkaSettings;
}

/** What the intake works with. */
export interface IntakeParts {
  readonly logger?: Logger;
  readonly registry?: Registry;
  /** Used instead of connecting to `config.queue`; neither started nor closed here. */
  readonly queues?: NoticeQueues & Pick<ObjectQueues, 'ready' | 'lastAdded'>;
  /** Hear of each object; neither started nor closed here. */
  readonly feeds?: Pick<Feeds, 'ledger' | 'presence'>;
}

/** An intake that listens. */
export interface RunningIntake {
  readonly app: NestFastifyApplication;
  /** Without a path: notifications go to `/notify` there. */
  readonly url: string;
  /** Answers what has arrived, then disconnects. */
  close(): Promise<void>;
}

/**
 * Starts an intake and listens.
 *
 * A queue that is away doesn't hinder it: notifications are refused and it isn't ready until the queue is there.
 *
 * @throws Error when the address can't be had.
 */
export async function createIntake(
  config: CreateIntakeConfig,
  parts: IntakeParts = {},
): Promise<RunningIntake> {
  const { logger = createLogger({ name: 'intake' }), registry = createMetrics() } = parts;
  const { secrets, datasetRegexp = /fits$/, profile = '', host = '0.0.0.0', port = 8080 } = config;
  const queues = parts.queues ? borrowed(parts.queues) : connected(config.queue, logger);
  const metrics = new IntakeMetrics(registry, () => queues.lastAdded());
  const rules = { datasetRegexp, profile };
  const { ledger, presence } = parts.feeds ?? {};
  const service = new IntakeService({ ...rules, secrets }, queues, metrics, logger, ledger, presence);
  const kafka = config.kafka && (await openKafka(config.kafka));
  const refusals = new Refusals();
  const module = {
    module: class IntakeModule {},
    imports: [
      ServiceModule.forRoot({
        registry,
        readiness: { queue: () => queues.ready(), ...(kafka && { kafka: async () => kafka.ready }) },
        logger,
      }),
    ],
    controllers: [NotifyController],
    providers: [
      { provide: IntakeService, useValue: service },
      { provide: IntakeMetrics, useValue: metrics },
      { provide: Refusals, useValue: refusals },
    ],
  };
  const configure = (app: Parameters<typeof readBodiesAsText>[0]) =>
    readBodiesAsText(app, config.bodyLimit ?? 1_048_576);
  try {
    // Something must always listen, so the queue is not waited for first.
    const starting = queues.start();
    const running = await createApp(module, { host, port, logger, bodyParser: false, configure });
    await starting;
    kafka?.start();
    logger.info({ url: running.url }, 'Listening for notifications');
    return {
      app: running.app,
      url: running.url,
      async close() {
        refusals.close();
        await Promise.all([running.close(), kafka?.close()]);
        await queues.close();
      },
    };
  } catch (error) {
    await queues.close();
    throw error;
  }

  async function openKafka(settings: KafkaSettings): Promise<KafkaIntake> {
    // Its client takes longer to load than all the rest.
    const { KafkaIntake } = await import('./kafka/kafka-intake.js');
    const log = logger.child({ source: 'kafka' });
    // Whoever may write to the topic is for the brokers to say; OpaqueData is there for all of its readers to see.
    const intake = new IntakeService({ ...rules, secrets: null }, queues, metrics, log, ledger, presence);
    return new KafkaIntake(settings, { intake, queue: config.queue, registry, logger: log });
  }
}

function connected(backend: QueueBackend, logger: Logger): ObjectQueues {
  const log = logger.child({ part: 'queue' });
  return new ObjectQueues(backend, {
    onError: (error) => log.warn({ err: error }, 'The connection to the queue has a problem'),
  });
}

/** Queues whose owner starts and closes them. */
function borrowed(queues: NonNullable<IntakeParts['queues']>) {
  const nothing = async () => undefined;
  return {
    add: queues.add.bind(queues),
    canaries: queues.canaries,
    lastAdded: queues.lastAdded.bind(queues),
    ready: queues.ready.bind(queues),
    start: nothing,
    close: nothing,
  };
}
