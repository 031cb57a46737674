import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

/** A refusal that comes sooner comes again the sooner. */
const SHORTEST_MS = 1000;
/** A gateway that has no answer for five minutes takes us for dead. */
const LONGEST_MS = 240_000;
/** Two or three a second, all senders together. As many sidecars are in the same topic, which come again with what is refused. */
const APART_MS = 400;

/**
 * Holds back notifications that can't be taken now.
 *
 * Ceph repeats each refused notification of a topic as soon as it has an answer for all of them, so the pace at which they are refused
 * is the pace at which they come: with a second for each, a minute's exposures would come a thousand times a second.
 */
export class Refusals {
  private next = 0;
  private holding = heardByMany();
  private closed = false;

  /**
   * Waits until a notification is to be refused, unless one more attempt succeeds, or for {@link release}; says whether it was released.
   *
   * @param begin when it came, by `performance.now()`
   */
  async turn(begin: number): Promise<boolean> {
    if (this.closed) return false;
    this.next = Math.max(begin + SHORTEST_MS, this.next + APART_MS);
    const until = Math.min(this.next, begin + LONGEST_MS);
    const { signal } = this.holding;
    await sleep(Math.max(0, until - performance.now()), undefined, { signal }).catch(() => undefined);
    return signal.aborted && !this.closed;
  }

  /** Ends the waiting of all that are held now: there is something to hope for. */
  release(): void {
    this.next = performance.now();
    this.holding.abort();
    this.holding = heardByMany();
  }

  /** Holds nothing any more. */
  close(): void {
    this.closed = true;
    this.release();
  }
}

/** Each notification that is held back listens to it, until its turn; Node would take more than ten for a leak. */
function heardByMany(): AbortController {
  const holding = new AbortController();
  setMaxListeners(0, holding.signal);
  return holding;
}
