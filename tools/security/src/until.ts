import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until something is so. @throws Error when it isn't in time */
export async function until(so: () => boolean | Promise<boolean>, seconds = 30): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await so())) {
    if (Date.now() > deadline) throw new Error(`It wasn't so after ${seconds} s: ${so}`);
    await sleep(25);
  }
}
