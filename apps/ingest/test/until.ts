import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until the condition holds. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${seconds} s: ${condition}`);
    await sleep(20);
  }
}
