import { jest } from '@jest/globals';
import { InfrastructureError } from './errors.js';
import { Outage } from './outage.js';

const away = () => new InfrastructureError('object-store', 'the store answers 500');

describe('Outage with an object that alone can’t be had', () => {
  let outage: Outage;

  beforeEach(() => {
    jest.useFakeTimers();
    outage = new Outage();
    // It fails, and another gets through.
    outage.admit('broken')?.(away());
    while (outage.allows === 'none') jest.advanceTimersByTime(10);
    outage.admit('sound')?.();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('stands still for it once, not every time', () => {
    for (let i = 0; i < 5; i++) outage.admit('broken')?.(away());
    expect(outage.allows).toBe('all');
  });

  it('stands still when another fails, too', () => {
    outage.admit('broken')?.(away());
    outage.admit('another')?.(away());
    expect([outage.allows, outage.systems()]).toEqual(['none', ['object-store']]);
  });

  it('stands still when two that have failed before fail one after the other', () => {
    outage.admit('other')?.(away());
    while (outage.allows === 'none') jest.advanceTimersByTime(10);
    outage.admit('sound')?.();
    outage.admit('broken')?.(away());
    expect(outage.allows).toBe('all');
    outage.admit('other')?.(away());
    expect(outage.allows).toBe('none');
  });

  it('takes it for an outage again once it has got through', () => {
    outage.admit('broken')?.();
    outage.admit('broken')?.(away());
    expect(outage.allows).toBe('none');
  });
});
