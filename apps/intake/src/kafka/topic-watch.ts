import { ListOffsetTimestamps, type Consumer } from '@platformatic/kafka';

/** The topic isn't what it was when this process joined the group: it was made anew, or has other partitions now. */
export class TopicChangedError extends Error {
  override name = 'TopicChangedError';
}

/** What the brokers say of a topic, as long as it stays the same topic. */
export class TopicWatch {
  private constructor(
    private readonly client: Consumer,
    readonly name: string,
    /** A topic that is made anew under the same name has another. */
    readonly id: string,
    private readonly partitionsCount: number,
  ) {}

  /** @throws Error while there is no such topic or no broker answers. */
  static async begin(client: Consumer, name: string): Promise<TopicWatch> {
    const { id, partitionsCount } = await topicOf(client, name);
    return new TopicWatch(client, name, id, partitionsCount);
  }

  /** The partitions by the broker that leads them. */
  async leaders(partitions: readonly number[]): Promise<Map<number, number[]>> {
    const { leaders } = await topicOf(this.client, this.name, true);
    const byBroker = new Map<number, number[]>();
    for (const partition of partitions) {
      const broker = leaders[partition] ?? -1;
      if (broker < 0) throw new Error(`No broker leads partition ${partition} now`);
      byBroker.set(broker, [...(byBroker.get(broker) ?? []), partition]);
    }
    return byBroker;
  }

  /** Where each partition begins. */
  async firstOffsets(): Promise<readonly bigint[]> {
    return await this.offsets(ListOffsetTimestamps.EARLIEST);
  }

  /** Where each partition ends: the offset that its next message will have. */
  async nextOffsets(): Promise<readonly bigint[]> {
    return await this.offsets(ListOffsetTimestamps.LATEST);
  }

  /** @throws TopicChangedError when it isn't what it was; says nothing while no broker answers. */
  async check(): Promise<void> {
    const now = await topicOf(this.client, this.name, true).catch(() => undefined);
    if (now && (now.id !== this.id || now.partitionsCount !== this.partitionsCount)) {
      throw new TopicChangedError(`Topic ${this.name} was made anew or has other partitions now`);
    }
  }

  private async offsets(timestamp: bigint): Promise<readonly bigint[]> {
    return (await this.client.listOffsets({ topics: [this.name], timestamp })).get(this.name) ?? [];
  }
}

async function topicOf(client: Consumer, name: string, forceUpdate = false) {
  const { topics } = await client.metadata({ topics: [name], forceUpdate });
  const topic = topics.get(name);
  if (!topic) throw new Error(`There is no topic ${name}`);
  const { id, partitionsCount, partitions } = topic;
  return { id, partitionsCount, leaders: partitions.map(({ leader }) => leader) };
}
