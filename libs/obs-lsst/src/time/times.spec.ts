import { readFileSync } from 'node:fs';
import type { TaiTime } from '../observation-info.js';
import { formatIsot } from './format-isot.js';
import { observingDayTimespan } from './observing-day-timespan.js';
import { pacificOffset } from './pacific-offset.js';
import { parseFitsDate, parseIsot } from './parse-date-time.js';
import { taiNanoseconds } from './tai-nanoseconds.js';
import { addSeconds, isLater, taiFromDateTime, taiFromMjd } from './tai-time.js';

/** A random time as astropy and daf_butler have it; `error` where they refuse it. */
interface Sample {
  readonly kind: 'isot' | 'fits' | 'mjd' | 'add' | 'day';
  readonly text: string;
  readonly scale: 'tai' | 'utc';
  readonly mjd: number;
  readonly seconds: number;
  readonly day: number;
  readonly offset: number;
  readonly error?: string;
  readonly tai: readonly [jd1: number, jd2: number];
  readonly isot: string;
  readonly ns: string;
  readonly begin: string;
  readonly end: string;
}

const SAMPLES = readFileSync(new URL('../../test/fixtures/times.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Sample);

function made(sample: Sample): TaiTime {
  const { kind, text, scale, mjd, seconds } = sample;
  if (kind === 'mjd') return taiFromMjd(mjd);
  if (kind === 'fits') return taiFromDateTime(parseFitsDate(text), 'tai');
  if (kind === 'isot') return taiFromDateTime(parseIsot(text, scale), scale);
  return addSeconds(taiFromDateTime(parseIsot(text, 'utc'), 'utc'), seconds);
}

describe('times agree with astropy to the last bit', () => {
  test.each(['isot', 'fits', 'mjd', 'add'])('made by %s', (kind) => {
    const samples = SAMPLES.filter((sample) => sample.kind === kind && !sample.error);
    expect(samples.length).toBeGreaterThan(30);
    for (const sample of samples) {
      const time = made(sample);
      const found = { tai: [time.jd1, time.jd2], isot: formatIsot(time), ns: String(taiNanoseconds(time)) };
      expect({ ...sample, ...found }).toEqual(sample);
    }
  });

  test('and what astropy refuses is refused', () => {
    const samples = SAMPLES.filter(({ error }) => error);
    expect(samples.length).toBeGreaterThan(20);
    for (const sample of samples) {
      expect(() => made(sample)).toThrow(expect.objectContaining({ code: 'invalid-time' }));
    }
  });

  test('spans of observing days', () => {
    for (const { day, offset, begin, end } of SAMPLES.filter(({ kind }) => kind === 'day')) {
      expect(observingDayTimespan(day, offset)).toEqual({ begin: BigInt(begin), end: BigInt(end) });
    }
  });
});

test('a leap second lengthens its UTC day', () => {
  const before = taiFromDateTime(parseIsot('2016-12-31T23:59:60.5', 'utc'), 'utc');
  const after = taiFromDateTime(parseIsot('2017-01-01T00:00:00.5', 'utc'), 'utc');
  expect(taiNanoseconds(after) - taiNanoseconds(before)).toBe(1_000_000_000n);
  expect([isLater(after, before), isLater(before, after), isLater(before, before)]).toEqual([
    true,
    false,
    false,
  ]);
});

test('the two doubles show in the nanoseconds', () => {
  expect(taiNanoseconds(taiFromMjd(60570.57764527793))).not.toBe(1726667508552000000n);
});

test('times beyond what a registry holds become its bounds', () => {
  expect(taiNanoseconds(taiFromMjd(40000))).toBe(0n);
  expect(taiNanoseconds(taiFromMjd(99999))).toBe(4102444800000000000n);
});

test.each([20250230, 20251301, 19691231, 2025010, 20250101.5])('%p is no observing day', (day) => {
  expect(() => observingDayTimespan(day, 43200)).toThrow(expect.objectContaining({ code: 'invalid-time' }));
});

test('clocks in California change at 10 h UTC in spring and at 9 h in autumn', () => {
  const offsetAt = (text: string) => pacificOffset(taiFromDateTime(parseIsot(text, 'utc'), 'utc'));
  expect(offsetAt('2023-03-12T09:59:59.9')).toBe(-28800);
  expect(offsetAt('2023-03-12T10:00:00.1')).toBe(-25200);
  expect(offsetAt('2023-11-05T08:59:59.9')).toBe(-25200);
  expect(offsetAt('2023-11-05T09:00:00.1')).toBe(-28800);
});

test('a date of more digits than a double holds keeps them', () => {
  const ofDigits = (mjd: string) => Object.values(taiFromMjd(mjd));
  expect(ofDigits('58880.00001157408')).toEqual([2458881, -0.49998842592]);
  expect(ofDigits('59257.0004282407400001')).toEqual([2459258, -0.4995717592599999]);
  expect(ofDigits('58700')).toEqual(Object.values(taiFromMjd(58700)));
});
