import { ObjectQueues, type QueueBackend } from '@footman/queue';
import { createLogger, createMetrics, type Logger } from '@footman/service';
import { ServiceModule, createApp } from '@footman/service/nestjs';
import type { Registry } from 'prom-client';
import { IntakeMetrics } from './intake.metrics.js';
import { IntakeService } from './intake.service.js';
import { readBodiesAsText } from './notification-body.js';
import { NotifyController } from './notify.controller.js';

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
}

/** An intake that listens. */
export interface RunningIntake {
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
  {
    logger = createLogger({ name: 'intake' }),
    registry = createMetrics(),
  }: { logger?: Logger; registry?: Registry } = {},
): Promise<RunningIntake> {
  const { secrets, datasetRegexp = /fits$/, profile = '', host = '0.0.0.0', port = 8080 } = config;
  const queues = new ObjectQueues(config.queue, {
    onError: (error) => logger.warn({ err: error }, 'The connection to the queue has a problem'),
  });
  const metrics = new IntakeMetrics(registry);
  const service = new IntakeService({ secrets, datasetRegexp, profile }, queues, metrics, logger);
  const module = {
    module: class IntakeModule {},
    imports: [ServiceModule.forRoot({ registry, readiness: { queue: () => queues.ready() }, logger })],
    controllers: [NotifyController],
    providers: [
      { provide: IntakeService, useValue: service },
      { provide: IntakeMetrics, useValue: metrics },
    ],
  };
  const configure = (app: Parameters<typeof readBodiesAsText>[0]) =>
    readBodiesAsText(app, config.bodyLimit ?? 1_048_576);
  try {
    // Something must always listen, so the queue is not waited for first.
    const starting = queues.start();
    const app = await createApp(module, { host, port, logger, bodyParser: false, configure });
    await starting;
    logger.info({ url: app.url }, 'Listening for notifications');
    return {
      url: app.url,
      async close() {
        await app.close();
        await queues.close();
      },
    };
  } catch (error) {
    await queues.close();
    throw error;
  }
}
