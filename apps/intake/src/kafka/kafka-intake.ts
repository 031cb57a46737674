import { GrowingWaits, UnusableMessages, type QueueBackend } from '@footman/queue';
import type { Logger } from '@footman/service';
import type { Registry } from 'prom-client';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IntakeService } from '../intake.service.js';
import { KafkaSession, type KafkaSessionParts } from './kafka-session.js';
import type { KafkaSettings } from './kafka-settings.js';
import { KafkaMetrics } from './kafka.metrics.js';
import { MessageTaker } from './message-taker.js';

/** What messages are taken with. */
export interface KafkaIntakeParts {
  readonly intake: Pick<IntakeService, 'take' | 'refuse'>;
  /** Where it is kept in mind which messages nobody can use. */
  readonly queue: QueueBackend;
  readonly registry: Registry;
  readonly logger: Logger;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 10_000;
/** A membership that lasted for so long was a good one. */
const GOOD_MS = 60_000;

/** Takes a topic's notifications for as long as it is open, whatever happens to brokers and group meanwhile. */
export class KafkaIntake {
  private readonly closing = new AbortController();
  private readonly unusable: UnusableMessages;
  private session: KafkaSession | undefined;
  private running: Promise<void> | undefined;
  private readonly parts: KafkaSessionParts;

  constructor(
    private readonly settings: KafkaSettings,
    { intake, queue, registry, logger }: KafkaIntakeParts,
  ) {
    const onError = (err: Error) => logger.warn({ err }, 'Unusable messages are only logged now');
    this.unusable = new UnusableMessages(queue, { onError });
    const metrics = new KafkaMetrics(registry, settings.topic, () => ({
      up: this.ready,
      lags: this.session?.lags ?? new Map(),
    }));
    this.parts = { taker: new MessageTaker(intake, this.unusable, metrics), metrics, logger };
  }

  /** Whether messages are taken as they come. */
  get ready(): boolean {
    return this.session?.up ?? false;
  }

  /** Begins in the background; brokers that are away don't hinder it. */
  start(): void {
    void this.unusable.start();
    this.running ??= this.run();
  }

  /** Commits what is queued and leaves the group, within some seconds. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
    await this.unusable.close();
  }

  private async run(): Promise<void> {
    const { signal } = this.closing;
    const waits = new GrowingWaits(FIRST_WAIT_MS, LONGEST_WAIT_MS);
    while (!signal.aborted) {
      const begin = performance.now();
      this.session = new KafkaSession(this.settings, this.parts);
      try {
        await this.session.run(signal);
      } catch (error) {
        this.parts.logger.error({ err: error }, "Kafka can't be read now; trying again");
      }
      this.session = undefined;
      if (performance.now() - begin > GOOD_MS) waits.reset();
      if (!signal.aborted) await sleep(waits.take(), undefined, { signal }).catch(() => undefined);
    }
  }
}
