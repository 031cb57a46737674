import type { ObjectStore } from '@footman/object-store';
import { CANARY_PREFIX, type ObjectQueues } from '@footman/queue';
import type { Logger } from '@footman/service';
import { randomUUID } from 'node:crypto';
import type { ReaperSettings } from '../config.js';
import type { CanaryMetrics } from './canary.metrics.js';
import { sendCanary } from './send-canary.js';

/** What canaries are sent with. */
export interface CanaryRoundParts {
  readonly store: Pick<ObjectStore, 'put' | 'delete' | 'list'>;
  readonly queues: Pick<ObjectQueues, 'canaries'>;
  readonly log: Logger;
  readonly metrics: CanaryMetrics;
}

/** A canary that is older was left behind by somebody who died over it. */
const LEFT_BEHIND_MS = 3_600_000;

/** Sees again and again whether a bucket's notices arrive: nothing else tells a topic that is wedged from a quiet night. */
export class CanaryRound {
  constructor(
    private readonly parts: CanaryRoundParts,
    private readonly settings: Pick<ReaperSettings, 'CANARY_MS' | 'CANARY_PROFILE'>,
  ) {}

  /** Sends one canary, and waits for it until it is time for the next. @throws the error of the object store or the queue */
  async run(bucket: string, signal: AbortSignal): Promise<void> {
    const { store, queues, log, metrics } = this.parts;
    const { CANARY_MS: timeoutMs, CANARY_PROFILE: profile } = this.settings;
    // Whoever else looks at the bucket may only read it.
    const writable = profile ? `${profile}@${bucket.slice(bucket.indexOf('@') + 1)}` : bucket;
    await this.removeLeftBehind(writable, signal);
    const { key, delayMs } = await sendCanary(`${CANARY_PREFIX}${randomUUID()}`, {
      store,
      queues,
      bucket: writable,
      timeoutMs,
      onPut: () => metrics.put(bucket),
      signal,
    });
    if (delayMs !== null) metrics.noticed(bucket, delayMs);
    else log.error({ bucket, key, timeoutMs }, "A canary's notice did not arrive");
  }

  private async removeLeftBehind(bucket: string, signal: AbortSignal): Promise<void> {
    const { store } = this.parts;
    const before = Date.now() - LEFT_BEHIND_MS;
    for await (const { key, lastModified } of store.list(bucket, { prefix: CANARY_PREFIX, signal }))
      if (lastModified.getTime() < before) await store.delete(bucket, key, { signal });
  }
}
