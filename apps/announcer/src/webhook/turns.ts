import { GrowingWaits } from '@footman/queue';
import { RefusedError } from './refused-error.js';
import type { Reply } from './reply.js';

/** How turns are given. */
export interface TurnsOptions {
  /** POSTs under way at once. */
  readonly atOnce: number;
  /** The first and the longest wait before a receiver that is away is asked again, in milliseconds. */
  readonly firstMs: number;
  readonly longestMs: number;
}

interface Waiter {
  /** When it has waited for too long, in milliseconds since the epoch. */
  readonly until: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/**
 * Who may ask a receiver now: several at once; while it is away one, after growing waits or when it said, and as soon as that one is
 * answered, all.
 */
export class Turns {
  private readonly waits: GrowingWaits;
  private readonly waiting = new Set<Waiter>();
  private active = 0;
  private isAway = false;
  private opensAt = 0;
  private timer: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly options: TurnsOptions) {
    this.waits = new GrowingWaits(options.firstMs, options.longestMs);
  }

  /** Whether the last that was heard of the receiver is that it can't be had. */
  get away(): boolean {
    return this.isAway;
  }

  /**
   * Waits for a turn, which has to be given back.
   *
   * @param until after this time, in milliseconds since the epoch, one that was away when somebody else asked isn't waited for.
   * @throws RefusedError then.
   */
  take(until: number): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.closed) return reject(closing());
      this.waiting.add({ until, resolve, reject });
      this.admit();
    });
  }

  /** Gives a turn back that was taken at this time by `performance.now()`, with what came of it. */
  give(taken: number, { away, reason, waitMs }: Reply): void {
    this.active -= 1;
    if (!away) {
      this.isAway = false;
      this.waits.reset();
    } else if (!this.isAway || taken >= this.opensAt) {
      // Those that were under way already when it was found away tell nothing new.
      this.isAway = true;
      this.opensAt = performance.now() + Math.max(this.waits.take(), waitMs);
      this.refuse(({ until }) => until < Date.now(), new RefusedError(reason));
    }
    this.admit();
  }

  /** Gives no turns any more. */
  close(): void {
    this.closed = true;
    clearTimeout(this.timer);
    this.refuse(() => true, closing());
  }

  private admit(): void {
    clearTimeout(this.timer);
    if (this.closed) return;
    const wait = this.isAway ? this.opensAt - performance.now() : 0;
    if (wait > 0) {
      this.timer = setTimeout(() => this.admit(), wait);
      return;
    }
    for (const waiter of this.waiting) {
      if (this.active >= (this.isAway ? 1 : this.options.atOnce)) return;
      this.waiting.delete(waiter);
      this.active += 1;
      waiter.resolve();
    }
  }

  private refuse(whom: (waiter: Waiter) => boolean, error: Error): void {
    for (const waiter of this.waiting) {
      if (!whom(waiter)) continue;
      this.waiting.delete(waiter);
      waiter.reject(error);
    }
  }
}

function closing(): Error {
  return new Error('Others go on with it: this process ends');
}
