import { readFileSync } from 'node:fs';
import { ObsLsstError, TranslationError } from '../errors.js';
import { toTranslateJson } from './translate-json.js';
import { identify, translate } from './translate.js';
import { TranslatedHeader } from './translated-header.js';

interface Case {
  readonly file: string;
  readonly sidecar: Record<string, unknown>;
  readonly expected: object;
}

/** Real headers as the reference translates them ahead, and what it reads of that. */
const CASES = readFileSync(new URL('../../test/fixtures/translated.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Case);

const [{ sidecar }] = CASES as [Case];
const parse = (changes: Record<string, unknown>) => TranslatedHeader.parse({ ...sidecar, ...changes });
const without = (...properties: string[]) =>
  Object.fromEntries(Object.entries(sidecar).filter(([property]) => !properties.includes(property)));

describe('a header that was translated ahead', () => {
  test.each(CASES)('tells to the last bit what the reference reads of it: $file', (each) => {
    const info = translate(TranslatedHeader.parse(each.sidecar));
    expect(toTranslateJson(info, '')).toEqual({ file: '', ...each.expected });
  });

  test('may have numbers and flags as text', () => {
    const info = parse({ detector_num: ' 1_0.0', has_simulated_content: 'yes', can_see_sky: 0 }).info();
    expect(info).toMatchObject({ detector_num: 10, has_simulated_content: true, can_see_sky: false });
  });

  test('has the counter of the observation where it names no group, and no simulated content', () => {
    const header = TranslatedHeader.parse({
      ...without('group_counter_start', 'group_counter_end', 'has_simulated_content'),
      observation_counter: 7,
    });
    expect(header.info()).toMatchObject({
      group_counter_start: 7,
      group_counter_end: 7,
      has_simulated_content: false,
    });
  });

  test('brings times and angles into their usual form', () => {
    const info = parse({
      datetime_begin: [2460000.7, 0.6],
      tracking_radec: [-10, 5],
      altaz_begin: [400, 45],
    }).info();
    expect(info.datetime_begin).toEqual({ jd1: 2460001, jd2: expect.closeTo(0.3, 9) });
    expect(info).toMatchObject({
      tracking_radec: { ra_deg: 350, dec_deg: 5 },
      altaz_begin: { az_deg: 40, alt_deg: 45 },
    });
  });

  test.each([
    [{ seeing: 1 }],
    [{ detector_num: 5.5 }],
    [{ detector_num: '1e3' }],
    [{ instrument: 5 }],
    [{ datetime_begin: '2025-01-01' }],
    [{ tracking_radec: [10, 91] }],
    [{ can_see_sky: 2 }],
    [{ temperature: 'warm' }],
  ])('is malformed with %j', (changes) => {
    expect(() => parse(changes)).toThrow(ObsLsstError);
    expect(() => parse(changes)).toThrow(expect.objectContaining({ code: 'malformed-translation' }));
  });

  test.each(['exposure_id', 'datetime_end', 'physical_filter'])('is refused without %s', (property) => {
    for (const header of [TranslatedHeader.parse(without(property)), parse({ [property]: null })]) {
      expect(() => identify(header)).toThrow(TranslationError);
      expect(() => translate(header)).toThrow(expect.objectContaining({ property }));
    }
  });
});
