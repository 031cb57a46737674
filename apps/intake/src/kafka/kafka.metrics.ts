import { Counter, Gauge, type Registry } from 'prom-client';

/** What a message had in it: something for the queue, nothing that is wanted, or something that nobody can use. */
export const MESSAGE_OUTCOMES = ['queued', 'ignored', 'unusable'] as const;

/** One of {@link MESSAGE_OUTCOMES}. */
export type MessageOutcome = (typeof MESSAGE_OUTCOMES)[number];

/** What is looked at when the metrics are asked for. */
export interface KafkaState {
  /** Whether this process belongs to the group and its broker answers. */
  readonly up: boolean;
  /** Messages that the queue doesn't have yet, of each partition that this process reads. */
  readonly lags: ReadonlyMap<number, number>;
}

/** What the intake counts of Kafka. */
export class KafkaMetrics {
  private readonly messages: Counter<'outcome'>;
  private readonly lastCommit: Gauge;

  constructor(registry: Registry, topic: string, state: () => KafkaState) {
    const registers = [registry];
    this.messages = new Counter({
      name: 'footman_intake_kafka_messages_total',
      help: 'Messages by what they had in them',
      labelNames: ['outcome'],
      registers,
    });
    new Gauge({
      name: 'footman_intake_kafka_lag_messages',
      help: 'Messages that are in the topic and not in the queue yet, for each partition that this process reads',
      labelNames: ['topic', 'partition'],
      registers,
      collect() {
        // Others may read by now what this process has read before.
        this.reset();
        for (const [partition, lag] of state().lags) this.set({ topic, partition: String(partition) }, lag);
      },
    });
    this.lastCommit = new Gauge({
      name: 'footman_intake_kafka_last_commit_timestamp_seconds',
      help: 'When it was last committed how far the messages are queued',
      registers,
    });
    new Gauge({
      name: 'footman_intake_kafka_up',
      help: '1 while this process belongs to the group and its broker answers',
      registers,
      collect() {
        this.set(state().up ? 1 : 0);
      },
    });
    for (const outcome of MESSAGE_OUTCOMES) this.messages.inc({ outcome }, 0);
  }

  count(outcome: MessageOutcome): void {
    this.messages.inc({ outcome });
  }

  committed(): void {
    this.lastCommit.setToCurrentTime();
  }
}
