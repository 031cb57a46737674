import { type StageSink, stageOf } from '@footman/ledger';
import { isCanary, type ObjectNotice, type ObjectQueues, type SightingSink } from '@footman/queue';
import { parseNotification, type ObjectEvent, type Rejection } from '@footman/s3-events';
import type { Logger } from '@footman/service';
import { OUTCOMES, type IntakeMetrics, type Outcome } from './intake.metrics.js';

/** What the intake is told to take. */
export interface IntakeRules {
  /** Any of them is accepted; `null` if it is known by other means who sends. */
  readonly secrets: readonly string[] | null;
  /** Objects are datasets if this is found in `[profile@]bucket/key`. */
  readonly datasetRegexp: RegExp;
  /** Put before buckets, with an `@`, unless empty. */
  readonly profile: string;
}

/** How many records of a notification had which outcome. */
export type IntakeCounts = Partial<Record<Outcome, number>>;

/** Where the intake's notices go. */
export interface NoticeQueues extends Pick<ObjectQueues, 'add'> {
  readonly canaries: Pick<ObjectQueues['canaries'], 'noticed'>;
}

/** The rules of the intake: which records of a notification become notices in the queue. */
export class IntakeService {
  private readonly dataset: RegExp;
  private away = false;

  constructor(
    private readonly rules: IntakeRules,
    private readonly queues: NoticeQueues,
    private readonly metrics: IntakeMetrics,
    private readonly logger: Logger,
    /** Hears what became of each object. */
    private readonly ledger?: StageSink,
    /** Hears of each dataset. */
    private readonly presence?: SightingSink,
  ) {
    // An expression with these flags remembers where it last matched.
    this.dataset = new RegExp(rules.datasetRegexp.source, rules.datasetRegexp.flags.replace(/[gy]/g, ''));
  }

  /**
   * Takes a notification's body; resolves once the queue has all its datasets durably.
   *
   * @param onRejected hears of the records that are of no use, if there are any, when the others are queued
   * @throws QueueUnavailableError when the sender has to send the notification again; nothing else is counted then.
   */
  async take(body: string, onRejected?: (rejected: readonly Rejection[]) => void): Promise<IntakeCounts> {
    const { objects, rejected } = parseNotification(body, { secrets: this.rules.secrets });
    const notices = objects.map((object) => this.notice(object));
    const canaries = new Set(notices.filter(({ key }) => isCanary(key)));
    const datasets = new Set(
      notices.filter((notice) => !canaries.has(notice) && this.dataset.test(pathOf(notice))),
    );
    const aside = await this.enqueue([...datasets], [...canaries]);

    const counts: IntakeCounts = {};
    for (const notice of notices) {
      const outcome = canaries.has(notice)
        ? this.seen(notice)
        : datasets.has(notice)
          ? this.queued(notice, aside.has(notice))
          : this.ignored(notice);
      counts[outcome] = (counts[outcome] ?? 0) + 1;
      this.metrics.count(outcome, 1, notice.bucket);
    }
    if (rejected.length > 0) onRejected?.(rejected);
    return { ...counts, ...this.rejected(rejected) };
  }

  /** Takes note of a body that can't even be read. */
  refuse(message: string): IntakeCounts {
    return this.rejected([{ index: 0, reason: 'malformed', message }]);
  }

  /** Resolves to those whose jobs had been begun already, and are put aside. */
  private async enqueue(
    notices: readonly ObjectNotice[],
    canaries: readonly ObjectNotice[],
  ): Promise<ReadonlySet<ObjectNotice>> {
    let aside: ReadonlySet<ObjectNotice> = new Set();
    if (notices.length + canaries.length === 0) return aside;
    try {
      if (notices.length > 0) aside = await this.queues.add(notices);
      for (const canary of canaries) await this.queues.canaries.noticed(canary);
    } catch (error) {
      for (const { bucket } of [...notices, ...canaries]) this.metrics.count('unavailable', 1, bucket);
      // Senders come again every second on dozens of connections, so only the change is told.
      if (!this.away) this.logger.error({ err: error }, 'The queue is away; notifications are refused');
      this.away = true;
      throw error;
    }
    if (this.away) this.logger.info('The queue is back; notifications are taken');
    this.away = false;
    return aside;
  }

  private queued(notice: ObjectNotice, aside: boolean): Outcome {
    const { bucket, key } = notice;
    // Whoever put it aside has told why, and it is still so.
    if (!aside) this.ledger?.send(stageOf(notice, 'queued'));
    this.presence?.send({ bucket, key, size: notice.size, arrivedAt: notice.receivedAt });
    // Operators' scripts read this sentence.
    this.logger.info({ bucket, key }, `Enqueued ${pathOf(notice)} to ${bucket}`);
    return 'queued';
  }

  private seen({ bucket, key }: ObjectNotice): Outcome {
    this.logger.info({ bucket, key }, 'Saw a canary');
    return 'canary';
  }

  private ignored(notice: ObjectNotice): Outcome {
    const { bucket, key } = notice;
    this.ledger?.send(stageOf(notice, 'ignored', { reason: 'not-a-dataset' }));
    this.logger.info({ bucket, key }, 'Not a dataset');
    return 'not-a-dataset';
  }

  /** Writes one line for each reason: anyone can send a body of a hundred thousand useless records. */
  private rejected(rejections: readonly Rejection[]): IntakeCounts {
    const counts: IntakeCounts = {};
    for (const { reason } of rejections) counts[reason] = (counts[reason] ?? 0) + 1;
    for (const outcome of OUTCOMES) {
      const first = rejections.find(({ reason }) => reason === outcome);
      if (!first) continue;
      const { reason, index, message } = first;
      this.metrics.count(reason, counts[reason]);
      this.logger.warn({ reason, records: counts[reason], index, detail: message }, 'Rejected records');
    }
    return counts;
  }

  private notice(event: ObjectEvent): ObjectNotice {
    const { key, size, etag, versionId, eventTime } = event;
    const bucket = this.rules.profile ? `${this.rules.profile}@${event.bucket}` : event.bucket;
    return { bucket, key, size, etag, versionId, eventTime, receivedAt: Date.now() };
  }
}

function pathOf({ bucket, key }: ObjectNotice): string {
  return `${bucket}/${key}`;
}
