import { jest } from '@jest/globals';
import { InfrastructureError, WaitError } from './errors.js';
import { Outage } from './outage.js';

const away = (system = 'butler') => new InfrastructureError(system, `${system} is away`);

describe('Outage', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  /** Lets pauses pass until one job may try. */
  function passPause(outage: Outage): number {
    let ms = 0;
    for (; outage.allows === 'none'; ms += 10) jest.advanceTimersByTime(10);
    return ms;
  }

  it('lets all begin until something is away', () => {
    const outage = new Outage();
    outage.admit()?.();
    outage.admit()?.(new Error('bad header'));
    expect([outage.open, outage.allows, outage.systems()]).toEqual([false, 'all', []]);
    outage.admit()?.(away());
    expect([outage.open, outage.allows, outage.systems()]).toEqual([true, 'none', ['butler']]);
    expect(outage.admit()).toBeNull();
  });

  it('says what was met with last, until it is over', () => {
    const outage = new Outage();
    expect(outage.reason).toBeUndefined();
    outage.admit()?.(away('butler'));
    passPause(outage);
    outage.admit()?.(away('object-store'));
    expect(outage.reason?.message).toBe('object-store is away');
    passPause(outage);
    outage.admit()?.();
    expect(outage.reason).toBeUndefined();
  });

  it('lets one try after a pause, and all when that one gets through', () => {
    const outage = new Outage();
    outage.admit()?.(away());
    passPause(outage);
    expect(outage.allows).toBe('one');
    const probe = outage.admit();
    expect(outage.admit()).toBeNull();
    expect(outage.allows).toBe('none');
    probe?.();
    expect([outage.open, outage.allows, outage.systems()]).toEqual([false, 'all', []]);
  });

  it('pauses for longer each time, up to the longest, and for a moment again after a success', () => {
    const outage = new Outage({ firstMs: 500, maxMs: 4000 });
    outage.admit()?.(away());
    const pauses: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      pauses.push(passPause(outage));
      outage.admit()?.(away());
    }
    [500, 1000, 2000, 4000, 4000, 4000].forEach((longest, index) => {
      expect(pauses[index]).toBeGreaterThanOrEqual(longest / 2);
      expect(pauses[index]).toBeLessThanOrEqual(longest + 10);
    });
    passPause(outage);
    outage.admit()?.();
    outage.admit()?.(away());
    expect(passPause(outage)).toBeLessThanOrEqual(510);
  });

  it('does not take it for a success when a file is bad, nor make the pauses longer for jobs that began before', () => {
    const outage = new Outage({ firstMs: 100, maxMs: 10_000 });
    const before = Array.from({ length: 50 }, () => outage.admit());
    for (const verdict of before.slice(0, 49)) verdict?.(away());
    before[49]?.();
    expect(outage.open).toBe(true);
    expect(passPause(outage)).toBeLessThanOrEqual(110);
    outage.admit()?.(new Error('bad header'));
    expect(outage.open).toBe(false);
    outage.admit()?.(away());
    expect(passPause(outage)).toBeGreaterThanOrEqual(100);
  });

  it('takes a guider that could ask for its exposure for a success', () => {
    const outage = new Outage({ firstMs: 100 });
    outage.admit()?.(away());
    passPause(outage);
    outage.admit()?.(new WaitError('exposure 1', 1000));
    outage.admit()?.(away());
    expect(passPause(outage)).toBeLessThanOrEqual(110);
  });

  it('names what is away now, not what was', () => {
    const outage = new Outage();
    const both = [outage.admit(), outage.admit()];
    both[0]?.(away('object-store'));
    both[1]?.(away('butler'));
    expect(outage.systems()).toEqual(['butler', 'object-store']);
    passPause(outage);
    outage.admit()?.(away('butler'));
    expect(outage.systems()).toEqual(['butler']);
  });

  it('ends by itself when there is no job to try it with, and lets another try when one never ends', () => {
    const outage = new Outage({ maxMs: 1000 });
    outage.admit()?.(away());
    passPause(outage);
    jest.advanceTimersByTime(1000);
    expect(outage.open).toBe(false);
    outage.admit()?.(away());
    passPause(outage);
    outage.admit();
    expect(passPause(outage)).toBe(1000);
    expect(outage.admit()).not.toBeNull();
  });

  it('tells who listens', () => {
    const outage = new Outage();
    const seen: string[] = [];
    const stop = outage.onChange(() => seen.push(outage.allows));
    outage.admit()?.(away());
    passPause(outage);
    outage.admit()?.();
    stop();
    outage.admit()?.(away());
    expect(seen).toEqual(['none', 'one', 'none', 'all']);
  });
});
