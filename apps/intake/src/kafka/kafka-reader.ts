import { GrowingWaits } from '@footman/queue';
import type { Logger } from '@footman/service';
import { IS_CONTROL, type Consumer } from '@platformatic/kafka';
import { setTimeout as sleep } from 'node:timers/promises';
import { abandoned } from './abandoned.js';
import type { KafkaMessage, MessageTaker } from './message-taker.js';
import type { PartitionOffsets } from './partition-offsets.js';
import type { TopicWatch } from './topic-watch.js';

/** What a reader works with. */
export interface KafkaReaderParts {
  /** Not the group's: a fetch keeps its connection busy until there are messages. */
  readonly client: Consumer;
  readonly topic: TopicWatch;
  readonly taker: MessageTaker;
  readonly logger: Logger;
}

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;
type FetchedPartition = FetchResponse['responses'][number]['partitions'][number];

/** How long a fetch waits for messages where there are none. */
const FETCH_WAIT_MS = 500;
/** Bounds what is in memory: of one partition, and of all partitions that one broker leads. */
const PARTITION_BYTES = 1_048_576;
const BROKER_BYTES = 4 * 1_048_576;
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 2000;
/** The broker's code for an offset that it has no messages for. */
const OFFSET_OUT_OF_RANGE = 1;

/** Reads messages of partitions and hands them on, one loop for each broker; reads no more before those are in the queue. */
export class KafkaReader {
  private away = false;

  constructor(
    private readonly partitions: ReadonlyMap<number, PartitionOffsets>,
    private readonly parts: KafkaReaderParts,
  ) {}

  /** Reads until the signal, whatever happens to brokers meanwhile; rejects when the topic isn't what it was. */
  async run(signal: AbortSignal): Promise<void> {
    const waits = new GrowingWaits(FIRST_WAIT_MS, LONGEST_WAIT_MS);
    while (!signal.aborted && this.partitions.size > 0) {
      const begin = performance.now();
      try {
        await this.readAll(signal);
      } catch (error) {
        if (signal.aborted) break;
        await this.parts.topic.check();
        if (performance.now() - begin > 10 * LONGEST_WAIT_MS) waits.reset();
        if (!this.away)
          this.parts.logger.warn({ err: error }, "Kafka's messages can't be read now; trying again");
        this.away = true;
        await sleep(waits.take(), undefined, { signal }).catch(() => undefined);
      }
    }
    for (const offsets of this.partitions.values()) offsets.rewind();
  }

  private async readAll(signal: AbortSignal): Promise<void> {
    for (const offsets of this.partitions.values()) offsets.rewind();
    const leaders = await abandoned(this.parts.topic.leaders([...this.partitions.keys()]), signal);
    const stopping = new AbortController();
    const either = AbortSignal.any([signal, stopping.signal]);
    const loops = [...leaders].map(async ([broker, partitions]) => {
      try {
        while (!either.aborted) await this.readSome(broker, partitions, either);
      } finally {
        stopping.abort();
      }
    });
    const failed = (await Promise.allSettled(loops)).find((loop) => loop.status === 'rejected');
    if (failed) throw failed.reason;
  }

  private async readSome(node: number, partitions: readonly number[], signal: AbortSignal): Promise<void> {
    const { client, topic, taker } = this.parts;
    const wanted = partitions.map((partition) => ({
      partition,
      currentLeaderEpoch: -1,
      fetchOffset: this.offsets(partition).next,
      lastFetchedEpoch: -1,
      partitionMaxBytes: PARTITION_BYTES,
    }));
    const fetching = client.fetch({
      node,
      topics: [{ topicId: topic.id, partitions: wanted }],
      maxWaitTime: FETCH_WAIT_MS,
      minBytes: 1,
      maxBytes: BROKER_BYTES,
    });
    let response: FetchResponse;
    try {
      response = await abandoned(fetching, signal);
    } catch (error) {
      await this.stepOverLost(error);
      return;
    }
    if (this.away) this.parts.logger.info("Kafka's messages can be read again");
    this.away = false;
    const messages = response.responses
      .flatMap((each) => each.partitions)
      .flatMap((each) => this.begin(each));
    await taker.take(messages, ({ partition, offset }) => this.offsets(partition).done(offset), signal);
  }

  /** Takes note of what was read of a partition. */
  private begin({
    partitionIndex: partition,
    highWatermark,
    records = [],
  }: FetchedPartition): KafkaMessage[] {
    const offsets = this.offsets(partition);
    offsets.end = highWatermark;
    let next = offsets.next;
    const messages: KafkaMessage[] = [];
    for (const batch of records) {
      // Markers of transactions take up offsets, too.
      for (const { offsetDelta, value } of batch.attributes & IS_CONTROL ? [] : batch.records) {
        const offset = batch.firstOffset + BigInt(offsetDelta);
        // A batch is sent whole, even if it begins before what was asked for.
        if (offset >= offsets.next) messages.push({ topic: this.parts.topic.name, partition, offset, value });
      }
      const after = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
      if (after > next) next = after;
    }
    offsets.begin(
      messages.map(({ offset }) => offset),
      next,
    );
    return messages;
  }

  /**
   * Goes on where the topic begins now, if that is what is wrong: its messages are kept for a limited time.
   *
   * @throws unknown what it was given, if something else is wrong.
   */
  private async stepOverLost(error: unknown): Promise<void> {
    const partitions = responseOf(error)?.responses.flatMap((each) => each.partitions) ?? [];
    const lost = partitions.filter(({ errorCode }) => errorCode === OFFSET_OUT_OF_RANGE);
    if (lost.length === 0) throw error;
    const first = await this.parts.topic.firstOffsets();
    for (const { partitionIndex: partition } of lost) {
      const { next } = this.offsets(partition);
      const from = first[partition];
      if (from === undefined || from === next) throw error;
      this.offsets(partition).restart(from);
      this.parts.logger.error(
        { partition, wanted: String(next), from: String(from) },
        'Messages are gone from the topic that were not read; the reaper finds their objects',
      );
    }
  }

  private offsets(partition: number): PartitionOffsets {
    const offsets = this.partitions.get(partition);
    if (!offsets) throw new Error(`Partition ${partition} was not asked for`);
    return offsets;
  }
}

function responseOf(error: unknown): FetchResponse | undefined {
  return (error as { response?: FetchResponse }).response;
}
