import { RateLimiterMemory } from 'rate-limiter-flexible';

/** Wrong tokens that an address may show in a minute. */
const ALLOWED = 10;
const SECONDS = 60;

/** Counts wrong tokens by address: whoever guesses has to wait. */
export class FailedAttempts {
  private readonly limiter = new RateLimiterMemory({ points: ALLOWED, duration: SECONDS });

  /** Seconds until the address may try again; 0 if it may now. */
  async wait(address: string): Promise<number> {
    const tried = await this.limiter.get(address);
    return tried && tried.remainingPoints <= 0 ? Math.ceil(tried.msBeforeNext / 1000) : 0;
  }

  /** Counts one more. */
  async count(address: string): Promise<void> {
    await this.limiter.consume(address).catch(() => undefined);
  }
}
