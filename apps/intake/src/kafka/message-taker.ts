import { GrowingWaits, QueueUnavailableError, type UnusableMessages } from '@footman/queue';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IntakeService } from '../intake.service.js';
import type { KafkaMetrics } from './kafka.metrics.js';

/** A message as it is in the topic. */
export interface KafkaMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: bigint;
  readonly value: Buffer | null;
}

/** Messages that are put in the queue at once. */
const AT_ONCE = 500;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2000;

/** Puts messages in the queue, and waits with them for as long as it is away. */
export class MessageTaker {
  constructor(
    private readonly intake: Pick<IntakeService, 'take' | 'refuse'>,
    private readonly unusable: Pick<UnusableMessages, 'keep'>,
    private readonly metrics: KafkaMetrics,
  ) {}

  /** Resolves once the queue has all of them, or soon after the signal; `done` hears of each that it has. */
  async take(
    messages: readonly KafkaMessage[],
    done: (message: KafkaMessage) => void,
    signal: AbortSignal,
  ): Promise<void> {
    const waits = new GrowingWaits(FIRST_WAIT_MS, LONGEST_WAIT_MS);
    let left = messages;
    // After a failure one goes ahead of the others, to see whether the queue is back.
    let atOnce = AT_ONCE;
    while (left.length > 0 && !signal.aborted) {
      const now = left.slice(0, atOnce);
      const kept = await Promise.all(now.map((message) => this.isKept(message, done)));
      left = [...now.filter((_, index) => kept[index]), ...left.slice(atOnce)];
      const failed = kept.includes(true);
      atOnce = failed ? 1 : AT_ONCE;
      if (failed) await sleep(waits.take(), undefined, { signal }).catch(() => undefined);
      else waits.reset();
    }
  }

  /** Whether the queue couldn't take it. */
  private async isKept(message: KafkaMessage, done: (message: KafkaMessage) => void): Promise<boolean> {
    try {
      await this.takeOne(message);
    } catch (error) {
      if (error instanceof QueueUnavailableError) return true;
      // Whatever is wrong with one message, the rest goes on.
      this.intake.refuse('The message could not be handled');
      this.keep(message, `The message could not be handled: ${String(error)}`);
    }
    done(message);
    return false;
  }

  private async takeOne(message: KafkaMessage): Promise<void> {
    const text = textOf(message.value);
    if (text === undefined) {
      const reason = message.value ? 'The message is not UTF-8' : 'The message is empty';
      this.intake.refuse(reason);
      this.keep(message, reason);
      return;
    }
    let reason: string | undefined;
    const counts = await this.intake.take(text, (rejected) => {
      reason = rejected.find((each) => each.reason === 'malformed')?.message;
    });
    if (reason !== undefined) this.keep(message, reason);
    else this.metrics.count(counts.queued ? 'queued' : 'ignored');
  }

  private keep({ topic, partition, offset, value }: KafkaMessage, reason: string): void {
    this.metrics.count('unusable');
    const bytes = value?.length ?? 0;
    this.unusable.keep({ topic, partition, offset: String(offset), reason, bytes, at: Date.now() });
  }
}

/** A key with replaced characters would be another key. */
function textOf(value: Buffer | null): string | undefined {
  try {
    return value ? new TextDecoder('utf-8', { fatal: true }).decode(value) : undefined;
  } catch {
    return undefined;
  }
}
