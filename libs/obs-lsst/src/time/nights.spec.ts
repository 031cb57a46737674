import { dayObsOf, lastNights, tonight } from './nights.js';

const at = Date.parse;

describe('the nights that are looked at', () => {
  test('begin at noon UTC', () => {
    expect(dayObsOf(at('2025-11-15T11:59:59Z'))).toBe(20251114);
    expect(dayObsOf(at('2025-11-15T12:00:00Z'))).toBe(20251115);
    expect(dayObsOf(at('2025-11-16T03:00:00Z'))).toBe(20251115);
  });

  test('are one by night, and two after the change of the day', () => {
    expect(tonight(at('2025-11-16T03:00:00Z'))).toEqual([20251115]);
    expect(tonight(at('2025-11-16T12:30:00Z'))).toEqual([20251115, 20251116]);
    expect(tonight(at('2025-11-16T14:30:00Z'))).toEqual([20251116]);
  });

  test('of a week are seven, across the ends of months, without those that are looked at anyway', () => {
    expect(lastNights(at('2026-03-03T20:00:00Z'), 7)).toEqual([
      20260224, 20260225, 20260226, 20260227, 20260228, 20260301, 20260302,
    ]);
    expect(lastNights(at('2026-03-03T12:30:00Z'), 2)).toEqual([20260301]);
  });
});
