import { DeliveryTracker } from './delivery-tracker.js';

const stored = (key: string, at: number) => ({
  bucket: 'b',
  key,
  size: 1,
  etag: 'e',
  eventTime: new Date(at).toISOString(),
});

describe('DeliveryTracker', () => {
  it('measures each file from its PUT to the Butler, and all of them from the first to the last', () => {
    const tracker = new DeliveryTracker(new Set(['a.fits', 'b.fits']));
    tracker.put(stored('a.json', 1000));
    tracker.put(stored('a.fits', 1500));
    tracker.put(stored('b.fits', 2000));
    tracker.ingested({ key: 'a.fits', at: 2000 });
    tracker.ingested({ key: 'b.fits', at: 4000 });
    expect(tracker.latencies).toEqual([0.5, 2]);
    expect(tracker.seconds).toBe(3);
  });

  it('counts a file once, however often it is heard of', () => {
    const tracker = new DeliveryTracker(new Set(['a.fits']));
    for (const at of [1, 2, 3]) {
      tracker.put(stored('a.fits', at));
      tracker.notified({ key: 'a.fits' });
      tracker.ingested({ key: 'a.fits', at });
    }
    tracker.refused({ key: 'a.fits', reason: 'late' });
    expect(tracker.progress).toEqual({ put: 1, notified: 1, ingested: 1, refused: 0 });
    expect(tracker.latencies).toEqual([0]);
  });

  it('settles when all is known, and lists what is not when patience ends', async () => {
    const tracker = new DeliveryTracker(new Set(['a.fits', 'b.fits', 'c.fits']));
    tracker.ingested({ key: 'a.fits', at: 1 });
    tracker.refused({ key: 'b.fits', reason: 'no OBSID' });
    await tracker.settled(0.05);
    expect(tracker.missing).toEqual(['c.fits']);
    expect(tracker.refusedFiles).toEqual([{ key: 'b.fits', reason: 'no OBSID' }]);

    setTimeout(() => tracker.ingested({ key: 'c.fits', at: 2 }), 20);
    await tracker.settled(10);
    expect(tracker.missing).toEqual([]);
  });
});
