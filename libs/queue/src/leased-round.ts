import type { Lease } from './lease.js';
import { setTimeout as sleep } from 'node:timers/promises';

/** Something that is done again and again, by one of several processes at a time. */
export interface RoundOptions {
  /** The lease's name: whoever has it does the work. */
  readonly name: string;
  /** From the beginning of one to the beginning of the next, in milliseconds, unless it takes longer. */
  readonly everyMs: number;
  /** Given up with the signal when somebody else has taken over, or at the end. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Called when a round has failed, or when nobody can be asked for the lease. */
  readonly onError: (error: unknown) => void;
  /** Called when somebody else may have taken over. */
  readonly onLeft?: () => void;
  /** @default 15000 */
  readonly leaseMs?: number;
  /** Wait after a failure, in milliseconds; doubles up to `everyMs`. @default 2000 */
  readonly retryMs?: number;
}

/** Where leases are had. */
export interface Leases {
  lease(name: string, ttlMs: number): Promise<Lease | null>;
}

/**
 * Does rounds while it has their lease, and stands by while somebody else has it.
 *
 * The lease is kept between rounds, so that there are no more rounds with two processes than with one. Whoever dies is followed
 * by another once the lease has run out.
 */
export class LeasedRound {
  private readonly closing = new AbortController();
  private readonly leaseMs: number;
  private running: Promise<void> | undefined;

  constructor(
    private readonly leases: Leases,
    private readonly options: RoundOptions,
  ) {
    this.leaseMs = options.leaseMs ?? 15_000;
  }

  start(): void {
    this.running ??= this.standBy();
  }

  /** Ends the round in progress where it can be ended, and lets others have the lease. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.running;
  }

  private async standBy(): Promise<void> {
    const { signal } = this.closing;
    while (!signal.aborted) {
      const lease = await this.leases.lease(this.options.name, this.leaseMs).catch((error: unknown) => {
        this.options.onError(error);
        return null;
      });
      if (lease) await this.lead(lease);
      else await pause(Math.min(this.leaseMs / 3, this.options.everyMs), signal);
    }
  }

  private async lead(lease: Lease): Promise<void> {
    const left = new AbortController();
    const signal = AbortSignal.any([this.closing.signal, left.signal]);
    const renewing = this.renew(lease, signal).finally(() => left.abort());
    await this.rounds(signal);
    left.abort();
    await renewing;
    await lease.release().catch(() => undefined);
    this.options.onLeft?.();
  }

  /** Ends when the lease is lost, or wasn't prolonged for as long as it lasts. */
  private async renew(lease: Lease, signal: AbortSignal): Promise<void> {
    let until = Date.now() + this.leaseMs;
    while (!signal.aborted && Date.now() < until) {
      await pause(this.leaseMs / 3, signal);
      if (signal.aborted) return;
      const asked = Date.now();
      const held = await lease.renew().catch(() => undefined);
      if (held === false) return;
      if (held) until = asked + this.leaseMs;
    }
  }

  private async rounds(signal: AbortSignal): Promise<void> {
    const { everyMs, retryMs = 2000, run, onError } = this.options;
    let retry = retryMs;
    while (!signal.aborted) {
      const began = Date.now();
      try {
        await run(signal);
        retry = retryMs;
        await pause(began + everyMs - Date.now(), signal);
      } catch (error) {
        if (signal.aborted) return;
        onError(error);
        await pause(Math.min(retry, everyMs), signal);
        retry *= 2;
      }
    }
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(Math.max(ms, 0), undefined, { signal }).catch(() => undefined);
}
