import type { QueueOptions } from 'bullmq';
import { setTimeout as sleep } from 'node:timers/promises';
import { bounded } from './bounded.js';
import { openQueue } from './open-queue.js';
import type { Store } from './store.js';

/** How long a job is its worker's without a sign of life, in milliseconds. */
export const DEFAULT_LOCK_MS = 5000;

/** When a worker counts as dead. */
export interface StalledOptions {
  /** A job whose worker is silent for this long is up for recovery, in milliseconds. @default 5000 */
  readonly lockMs?: number;
  /** How often jobs of dead workers are looked for, in milliseconds. @default 2500 */
  readonly stalledMs?: number;
  /** How often a job may lose its worker before it fails. @default 20 */
  readonly maxStalledCount?: number;
  readonly onStalled?: (id: string) => void;
}

/**
 * Puts the jobs of dead workers back, by BullMQ's own script and without taking any.
 *
 * BullMQ's workers run the script the moment that a server is back which was away for longer than their locks last, before
 * the living had a chance to renew theirs, and so take each other for dead. This one gives them that chance first.
 */
export class StalledCheck {
  private readonly closing = new AbortController();
  private readonly lockMs: number;
  private readonly stalledMs: number;
  private check: (() => Promise<string[]>) | undefined;

  constructor(
    private readonly store: Store,
    private readonly queue: string,
    private readonly options: StalledOptions,
    private readonly timeoutMs: number,
    private readonly onError: (error: Error) => void,
  ) {
    this.lockMs = options.lockMs ?? DEFAULT_LOCK_MS;
    this.stalledMs = options.stalledMs ?? 2500;
  }

  /** Looks from now on until closed. */
  start(): void {
    void this.keepChecking();
  }

  close(): void {
    this.closing.abort();
  }

  private async keepChecking(): Promise<void> {
    const { signal } = this.closing;
    const rest = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
    // Whoever just came can't know for how long the server was away.
    let trusted = false;
    while (!signal.aborted) {
      if (!trusted && (await this.succeeds(() => this.store.ping()))) {
        await rest(this.lockMs);
        trusted = true;
      }
      if (trusted && !signal.aborted) trusted = await this.succeeds(() => this.recover());
      await rest(this.stalledMs);
    }
  }

  private async succeeds(work: () => Promise<void>): Promise<boolean> {
    if (!this.store.connected) return false;
    try {
      await bounded(work(), this.timeoutMs, () => {
        throw new Error('No answer to the check for stalled jobs');
      });
      return true;
    } catch (error) {
      this.onError(error as Error);
      return false;
    }
  }

  private async recover(): Promise<void> {
    this.check ??= await this.open();
    for (const id of await this.check()) this.options.onStalled?.(id);
  }

  private async open(): Promise<() => Promise<string[]>> {
    // BullMQ reads these where a worker would have them.
    const settings = { maxStalledCount: this.options.maxStalledCount ?? 20, stalledInterval: this.stalledMs };
    const queue = await openQueue(this.store, this.queue, this.onError, settings as Partial<QueueOptions>);
    this.closing.signal.addEventListener('abort', () => void queue.close().catch(() => undefined));
    return () => queue.getBackend().moveStalledJobsToWait();
  }
}
