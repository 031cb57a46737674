import { cephNotification } from '@footman/s3-events';
import { Admin, Consumer, ListOffsetTimestamps, MessagesStreamModes, Producer } from '@platformatic/kafka';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

const CLIENT = { clientId: 'footman-labs', retries: 0, connectTimeout: 2000, requestTimeout: 5000 };

/** A message as text, and where it was. */
export interface TopicMessage {
  readonly key: string;
  readonly value: string;
  readonly partition: number;
}

/** A topic with notices of objects, as a gateway would write them. */
export class KafkaTopic {
  private readonly admin: Admin;
  private producer: Producer | undefined;
  private closed = false;

  private constructor(
    private readonly broker: string,
    readonly name: string,
  ) {
    this.admin = new Admin({ ...CLIENT, bootstrapBrokers: [broker] });
  }

  static async make(broker: string, name: string, partitions = 3): Promise<KafkaTopic> {
    const topic = new KafkaTopic(broker, name);
    await topic.admin.createTopics({ topics: [name], partitions, replicas: 1 });
    return topic;
  }

  /** Writes a notice for each key, again and again until the broker has them; some may be there twice then. */
  async notify(bucket: string, keys: readonly string[]): Promise<void> {
    await this.write(keys.map((key) => Buffer.from(notice(bucket, key))));
  }

  /** Writes messages, again and again until the broker has them; null for one without content. */
  async write(values: readonly (Buffer | null)[], partition?: number): Promise<void> {
    // Of nothing its own client makes a message; the broker knows the difference.
    const messages = values.map((value) => {
      return { topic: this.name, value: value as Buffer, ...(partition !== undefined && { partition }) };
    });
    for (;;) {
      try {
        this.producer ??= new Producer({ ...CLIENT, bootstrapBrokers: [this.broker] });
        await this.producer.send({ messages, acks: -1 });
        return;
      } catch (error) {
        if (this.closed) throw error;
        const { producer } = this;
        this.producer = undefined;
        producer?.close(() => undefined);
        await sleep(200);
      }
    }
  }

  /** Reads all that is in it, of one partition after the other in the order of writing, as a reader that comes for the first time. */
  async read(): Promise<readonly TopicMessage[]> {
    const wanted = await this.written();
    if (wanted === 0) return [];
    const settings = { ...CLIENT, bootstrapBrokers: [this.broker], groupId: randomUUID() };
    // The first group's coordinator takes a moment.
    const reader = new Consumer({ ...settings, retries: 20, retryDelay: 200 });
    try {
      const stream = await reader.consume({ topics: [this.name], mode: MessagesStreamModes.EARLIEST });
      const read = [];
      for await (const { key, value, partition } of stream) {
        if (read.push({ key: key?.toString() ?? '', value: value?.toString() ?? '', partition }) >= wanted)
          break;
      }
      return read.sort((a, b) => a.partition - b.partition);
    } finally {
      await reader.close(true);
    }
  }

  /** How many messages were ever written. */
  async written(): Promise<number> {
    const offsets = await this.ends();
    return offsets.reduce((sum, { offset }) => sum + Number(offset), 0);
  }

  /** How many messages a group has committed, of all partitions. */
  async committed(group: string): Promise<number> {
    const groups = await this.admin.listConsumerGroupOffsets({ groups: [group] });
    const topics = groups.flatMap(({ topics }) => topics).filter(({ name }) => name === this.name);
    const offsets = topics
      .flatMap(({ partitions }) => partitions)
      .map(({ committedOffset }) => committedOffset);
    return offsets.reduce((sum, offset) => sum + Math.max(0, Number(offset)), 0);
  }

  /** Forgets all that was written, as a broker does with time. */
  async expire(): Promise<void> {
    const partitions = (await this.ends()).map(({ partitionIndex, offset }) => ({
      partition: partitionIndex,
      offset,
    }));
    await this.admin.deleteRecords({ topics: [{ name: this.name, partitions }] });
  }

  close(): void {
    this.closed = true;
    this.producer?.close(() => undefined);
    this.admin.close(() => undefined);
  }

  private async ends() {
    const { topics } = await this.admin.metadata({ topics: [this.name] });
    const partitions = topics.get(this.name)?.partitions ?? [];
    const wanted = partitions.map((_, partitionIndex) => ({
      partitionIndex,
      timestamp: ListOffsetTimestamps.LATEST,
    }));
    const listed = await this.admin.listOffsets({ topics: [{ name: this.name, partitions: wanted }] });
    return listed.flatMap(({ partitions }) => partitions);
  }
}

/** What a gateway says of an object. */
export function notice(bucket: string, key: string): string {
  // No secret: what is in a topic, all of its readers see.
  return cephNotification({
    bucket,
    key,
    size: 1000,
    etag: 'e',
    eventTime: '2026-11-23T22:29:10Z',
    secret: '',
  });
}
