import { setTimeout as delay } from 'node:timers/promises';
import { Slots } from './slots.js';

describe('slots', () => {
  test('never run more tasks at once than there are, and run all in order', async () => {
    const slots = new Slots(3);
    const started: number[] = [];
    let running = 0;
    let most = 0;
    const task = (i: number) => async () => {
      started.push(i);
      most = Math.max(most, ++running);
      await delay(1);
      running--;
      if (i % 2) throw new Error('odd');
    };
    await Promise.allSettled(Array.from({ length: 20 }, (_, i) => slots.use(task(i))));
    expect(most).toBe(3);
    expect(started).toEqual(Array.from({ length: 20 }, (_, i) => i));
  });

  test('are not lost to those who gave up waiting', async () => {
    const slots = new Slots(1);
    const first = slots.use(() => delay(30));
    const gone = expect(slots.use(() => delay(1), AbortSignal.timeout(5))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
    const next = slots.use(async () => 'ran');
    await gone;
    await first;
    expect(await next).toBe('ran');
    expect(await slots.use(async () => 'ran too')).toBe('ran too');
  });
});
