import { planDelivery } from './delivery.js';

const keys = Array.from({ length: 5000 }, (_, i) => `LSSTCam/20251115/${i}.fits`);
const plan = (seed: number) => keys.map((key) => planDelivery(key, { seed }));

describe('planDelivery', () => {
  it('drops a tenth of the notices and sends a tenth three times', () => {
    const copies = plan(1).map((times) => times.length);
    const share = (n: number) => copies.filter((count) => count === n).length / copies.length;
    expect(share(0)).toBeCloseTo(0.1, 1);
    expect(share(3)).toBeCloseTo(0.1, 1);
    expect(new Set(copies)).toEqual(new Set([0, 1, 3]));
  });

  it('has notices overtake each other within the time they are spread over', () => {
    const times = plan(1).flat();
    expect(Math.max(...times)).toBeLessThan(2000);
    expect(times).not.toEqual([...times].sort((a, b) => a - b));
  });

  it('is the same for the same seed, and another for another', () => {
    expect(plan(7)).toEqual(plan(7));
    expect(plan(7)).not.toEqual(plan(8));
  });
});
