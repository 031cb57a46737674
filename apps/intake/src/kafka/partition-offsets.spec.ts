import { PartitionOffsets } from './partition-offsets.js';

describe('PartitionOffsets', () => {
  it('commits up to the first message that is not queued, whatever is queued behind it', () => {
    const offsets = new PartitionOffsets(10n, 10n);
    expect(offsets.due).toBeUndefined();
    offsets.begin([10n, 11n, 12n], 13n);
    offsets.done(12n);
    offsets.done(11n);
    expect(offsets.due).toBeUndefined();
    offsets.done(10n);
    expect(offsets.due).toBe(13n);
    offsets.committed = 13n;
    expect(offsets.due).toBeUndefined();
  });

  it('steps over offsets that hold no message: markers, and what was compacted away', () => {
    const offsets = new PartitionOffsets(0n, 0n);
    offsets.begin([1n, 5n], 9n);
    offsets.done(1n);
    expect(offsets.due).toBe(5n);
    offsets.done(5n);
    expect(offsets.due).toBe(9n);
    offsets.begin([], 10n);
    expect(offsets.due).toBe(10n);
  });

  it('reads again what was not queued, and takes no harm from news that come late', () => {
    const offsets = new PartitionOffsets(0n, 0n);
    offsets.begin([0n, 1n, 2n], 3n);
    offsets.done(0n);
    offsets.done(2n);
    offsets.rewind();
    expect([offsets.next, offsets.queued]).toEqual([1n, 1n]);
    offsets.done(1n);
    expect(offsets.queued).toBe(1n);
    offsets.begin([1n, 2n], 3n);
    offsets.done(2n);
    expect(offsets.queued).toBe(1n);
    offsets.done(1n);
    expect(offsets.queued).toBe(3n);
  });

  it('commits where a group begins that has committed nothing, so that it begins there again', () => {
    expect(new PartitionOffsets(0n).due).toBe(0n);
    expect(new PartitionOffsets(7n).due).toBe(7n);
  });

  it('tells how many messages the queue lacks', () => {
    const offsets = new PartitionOffsets(5n, 5n);
    expect(offsets.lag).toBeUndefined();
    offsets.end = 9n;
    expect(offsets.lag).toBe(4);
    offsets.begin([5n, 6n], 7n);
    offsets.done(6n);
    expect(offsets.lag).toBe(4);
    offsets.done(5n);
    expect(offsets.lag).toBe(2);
    offsets.end = 6n;
    expect(offsets.lag).toBe(0);
  });

  it('commits nothing but prefixes in whatever order messages are queued', () => {
    for (let round = 0; round < 200; round += 1) {
      const offsets = new PartitionOffsets(0n, 0n);
      const all = Array.from({ length: 50 }, (_, index) => BigInt(index));
      offsets.begin(all, 50n);
      const queued = new Set<bigint>();
      for (const offset of [...all].sort(() => Math.random() - 0.5)) {
        offsets.done(offset);
        queued.add(offset);
        const first = all.find((each) => !queued.has(each)) ?? 50n;
        expect(offsets.queued).toBe(first);
      }
    }
  });
});
