import { type KafkaConnection, clientOptions } from '@footman/kafka';
import { Producer } from '@platformatic/kafka';
import { hostname } from 'node:os';

/** A message of a topic. */
export interface TopicMessage {
  /** Messages with the same key keep their order. */
  readonly key: string;
  readonly value: string;
}

interface Pending extends TopicMessage {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Messages in one request at most; brokers take a megabyte by default. */
const MOST_MESSAGES = 500;
const CONNECT_MS = 3000;
const REQUEST_MS = 5000;

/** Writes messages to a topic, all that wait at once in one request; a message is written when all replicas in sync have it. */
export class TopicWriter {
  private producer: Producer | undefined;
  private pending: Pending[] = [];
  private sending: Promise<void> | undefined;
  private closed = false;

  constructor(
    private readonly connection: KafkaConnection,
    readonly topic: string,
  ) {}

  /** Resolves when the brokers have it; when it rejects they may have it all the same. */
  write(message: TopicMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      this.pending.push({ ...message, resolve, reject });
      this.sending ??= this.sendAll();
    });
  }

  /** Whether brokers answer and have the topic. */
  async up(): Promise<boolean> {
    if (this.closed) return false;
    const { topics } = await this.open().metadata({ topics: [this.topic], forceUpdate: true });
    return topics.has(this.topic);
  }

  /** Waits for what is being written, and disconnects. */
  async close(): Promise<void> {
    this.closed = true;
    await this.sending;
    this.drop();
  }

  private async sendAll(): Promise<void> {
    // What comes in the same moment goes in the same request.
    await Promise.resolve();
    // One request at a time: the producer numbers its messages by what the brokers have answered.
    while (this.pending.length > 0) {
      const messages = this.pending.splice(0, MOST_MESSAGES);
      try {
        await this.send(messages);
        for (const { resolve } of messages) resolve();
      } catch (error) {
        for (const { reject } of messages) reject(error);
      }
    }
    this.sending = undefined;
  }

  private async send(messages: readonly Pending[]): Promise<void> {
    const { topic } = this;
    try {
      await this.open().send({
        messages: messages.map(({ key, value }) => ({
          topic,
          key: Buffer.from(key),
          value: Buffer.from(value),
        })),
      });
    } catch (error) {
      // Perhaps the brokers have them. Under the same numbers they would take other messages for these and drop them.
      this.drop();
      throw error;
    }
  }

  private open(): Producer {
    if (this.producer) return this.producer;
    const producer = new Producer({
      ...clientOptions(this.connection),
      clientId: `footman-announcer-${hostname()}`,
      // With acknowledgement by all replicas in sync. What it tries again by itself is never there twice.
      idempotent: true,
      retries: 2,
      retryDelay: 200,
      connectTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      metadataMaxAge: 15_000,
    });
    // Without a listener it would end the process.
    producer.on('error', () => undefined);
    return (this.producer = producer);
  }

  private drop(): void {
    this.producer?.close(true, () => undefined);
    this.producer = undefined;
  }
}
