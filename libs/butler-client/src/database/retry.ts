import { setTimeout as sleep } from 'node:timers/promises';

/** When to try again, by the number of tries so far and the milliseconds since the first. */
export type ShouldRetry = (error: unknown, tries: number, elapsed: number) => boolean;

const FIRST_PAUSE = 5;
const LONGEST_PAUSE = 250;

/** Runs `body` until it succeeds or `shouldRetry` says no, with random pauses so that rivals fall out of step. */
export async function withRetries<T>(body: () => Promise<T>, shouldRetry: ShouldRetry): Promise<T> {
  const start = performance.now();
  for (let tries = 1; ; tries++) {
    try {
      return await body();
    } catch (error) {
      if (!shouldRetry(error, tries, performance.now() - start)) throw error;
      await sleep(Math.random() * Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** tries));
    }
  }
}
