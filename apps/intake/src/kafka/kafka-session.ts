import type { Logger } from '@footman/service';
import type { Consumer, GroupAssignment } from '@platformatic/kafka';
import { setTimeout as sleep } from 'node:timers/promises';
import { abandoned } from './abandoned.js';
import { SESSION_MS, kafkaClient } from './kafka-client.js';
import { KafkaReader } from './kafka-reader.js';
import type { KafkaSettings } from './kafka-settings.js';
import type { KafkaMetrics } from './kafka.metrics.js';
import type { MessageTaker } from './message-taker.js';
import { PartitionOffsets } from './partition-offsets.js';
import { TopicWatch } from './topic-watch.js';

/** What a session works with. */
export interface KafkaSessionParts {
  readonly taker: MessageTaker;
  readonly metrics: KafkaMetrics;
  readonly logger: Logger;
}

/** Commits of all partitions go together, so often. */
const COMMIT_MS = 300;
const LOOK_MS = 5000;
const REJOIN_MS = 1000;
/** Without any sign from the group's broker for so long, though others answer, one begins anew: another may lead the group now. */
const SILENCE_MS = 30_000;
/** Finishing and leaving take no longer; the group finds out by itself, then. */
const CLOSE_MS = 4000;

/** One membership of the group, from joining it to leaving it. */
export class KafkaSession {
  private readonly group: Consumer;
  private readonly fetcher: Consumer;
  private readonly ending = new AbortController();
  private readonly failing = new AbortController();
  private partitions = new Map<number, PartitionOffsets>();
  private ours: readonly number[] = [];
  private topic: TopicWatch | undefined;
  private reading: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;
  /** Assignments are taken up one after the other. */
  private turn: Promise<void> = Promise.resolve();
  private committing: Promise<void> | undefined;
  private heardAt = 0;
  private unreachableAt = 0;
  private rejoining = false;

  constructor(
    private readonly settings: KafkaSettings,
    private readonly parts: KafkaSessionParts,
  ) {
    this.group = kafkaClient(settings);
    this.fetcher = kafkaClient(settings);
    for (const client of [this.group, this.fetcher]) {
      client.topics.track(settings.topic);
      // Without a listener it would end the process.
      client.on('error', () => void this.rejoin());
    }
    // The library sends no more of them after one that failed, and the group would take us for dead.
    this.group.on('consumer:heartbeat:error', () => void this.rejoin());
    this.group.on('consumer:group:join', ({ assignments = [] }) => this.assigned(assignments));
    // The last chance to say how far we are before others begin there.
    this.group.on('consumer:group:rebalance', () => void this.commit());
    this.group.on('consumer:heartbeat:end', () => void (this.heardAt = performance.now()));
  }

  /** Whether this process is a member of the group and its broker was heard of lately. */
  get up(): boolean {
    return this.heardAt > 0 && performance.now() - this.heardAt < SESSION_MS;
  }

  /** Messages that the queue doesn't have yet, of each of our partitions. */
  get lags(): ReadonlyMap<number, number> {
    const known = this.ours.map((partition) => [partition, this.partitions.get(partition)?.lag] as const);
    return new Map(known.filter((each): each is readonly [number, number] => each[1] !== undefined));
  }

  /** Takes messages until the signal comes; rejects when it can't go on. */
  async run(signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.failing.signal]);
    const timers = [
      setInterval(() => void this.commit(), COMMIT_MS),
      setInterval(() => void this.look(), LOOK_MS),
    ];
    try {
      this.topic = await abandoned(TopicWatch.begin(this.group, this.settings.topic), either);
      await abandoned(this.group.joinGroup({}), either);
      await abandoned(new Promise<never>(() => undefined), either);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.close();
      timers.forEach(clearInterval);
    }
  }

  /** What is being queued is committed; then others may have our partitions. */
  private async close(): Promise<void> {
    this.ending.abort();
    await Promise.race([this.leave(), sleep(CLOSE_MS, undefined, { ref: false })]);
    // In case that leaving took too long.
    for (const client of [this.group, this.fetcher]) client.connections.close(() => undefined);
  }

  private async leave(): Promise<void> {
    await this.turn;
    await this.stopReading();
    await this.committing;
    // While it waits for others to join, the group's broker answers nothing else; the group then does without us after a while.
    if (!this.up || this.rejoining) return;
    await this.commit();
    await leave(this.group);
    await leave(this.fetcher);
  }

  private readonly fail = (error: unknown): void => {
    this.failing.abort(error);
  };

  /** Joins the group again as the member that it knows, so that nobody has to wait for one who doesn't come. */
  private async rejoin(): Promise<void> {
    const { signal } = this.ending;
    if (this.rejoining || this.heardAt === 0) return;
    this.rejoining = true;
    for (let joined = false; !joined && !signal.aborted;) {
      await sleep(REJOIN_MS, undefined, { signal }).catch(() => undefined);
      joined = await this.group.joinGroup({}).then(
        () => true,
        () => false,
      );
    }
    this.rejoining = false;
  }

  private assigned(assignments: readonly GroupAssignment[]): void {
    this.heardAt = performance.now();
    const ours = assignments.find(({ topic }) => topic === this.settings.topic)?.partitions ?? [];
    this.ours = ours;
    this.turn = this.turn.then(() => this.takeUp(ours)).catch(this.fail);
  }

  private async takeUp(ours: readonly number[]): Promise<void> {
    await this.stopReading();
    const { topic, ending } = this;
    if (ending.signal.aborted || !topic) return;
    this.partitions = await abandoned(this.offsetsOf(ours, topic), ending.signal);
    this.parts.logger.info({ topic: topic.name, partitions: ours }, 'Reading notifications from Kafka');
    const stop = new AbortController();
    const reader = new KafkaReader(this.partitions, {
      client: this.fetcher,
      topic,
      taker: this.parts.taker,
      logger: this.parts.logger,
    });
    this.reading = { stop, done: reader.run(stop.signal).catch(this.fail) };
  }

  private async stopReading(): Promise<void> {
    this.reading?.stop.abort();
    await this.reading?.done;
    this.reading = undefined;
  }

  /** Where to begin: what the group has committed, unless we know better. */
  private async offsetsOf(
    ours: readonly number[],
    watch: TopicWatch,
  ): Promise<Map<number, PartitionOffsets>> {
    const all = new Map<number, PartitionOffsets>();
    if (ours.length === 0) return all;
    const { topic, offsetReset } = this.settings;
    const committed = (
      await this.group.listCommittedOffsets({ topics: [{ topic, partitions: [...ours] }] })
    ).get(topic);
    const begins = offsetReset === 'latest' ? await watch.nextOffsets() : await watch.firstOffsets();
    for (const partition of ours) {
      const offset = committed?.[partition] ?? -1n;
      const start = offset >= 0n ? offset : (begins[partition] ?? 0n);
      // What we have queued ourselves needn't be read again, though its commit may have come too late.
      const queued = this.partitions.get(partition)?.queued ?? -1n;
      all.set(partition, new PartitionOffsets(queued > start ? queued : start, offset));
    }
    return all;
  }

  /** One commit at a time, of all partitions; one that fails comes again with the next. */
  private async commit(): Promise<void> {
    if (this.committing) return;
    const due = [...this.partitions].flatMap(([partition, offsets]) => {
      // Another member may have come further by now with one that isn't ours any more.
      if (offsets.due === undefined || !this.ours.includes(partition)) return [];
      return [{ partition, offsets, offset: offsets.due }];
    });
    if (due.length === 0) return;
    const { topic } = this.settings;
    const offsets = due.map(({ partition, offset }) => ({ topic, partition, offset, leaderEpoch: -1 }));
    this.committing = this.group.commit({ offsets }).then(
      () => {
        for (const { offsets, offset } of due) offsets.committed = offset;
        this.parts.metrics.committed();
        this.heardAt = performance.now();
      },
      (error) => this.parts.logger.debug({ err: error }, 'Offsets could not be committed; trying again'),
    );
    await this.committing;
    this.committing = undefined;
  }

  /** Looks whether all is as it was, and how much there is to do. */
  private async look(): Promise<void> {
    try {
      await this.topic?.check();
    } catch (error) {
      this.fail(error);
    }
    const ends = await this.topic?.nextOffsets().catch(() => undefined);
    for (const [partition, offsets] of this.partitions) offsets.end = ends?.[partition] ?? offsets.end;
    // While no broker answers at all, another membership would be no better.
    if (!ends || this.heardAt === 0) this.unreachableAt = performance.now();
    if (performance.now() - Math.max(this.heardAt, this.unreachableAt) > SILENCE_MS) {
      this.fail(new Error(`The group's broker has said nothing for ${SILENCE_MS} ms`));
    }
  }
}

/** A group that can't be told finds out by itself. */
function leave(client: Consumer): Promise<void> {
  return new Promise((left) => client.close(true, () => left()));
}
