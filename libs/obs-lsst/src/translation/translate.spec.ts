import { readFileSync } from 'node:fs';
import type { Header } from '@footman/fits';
import { ObsLsstError, TranslationError, UnknownInstrumentError } from '../errors.js';
import { toTranslateJson, toTranslateLine } from './translate-json.js';
import { canTranslate, identify, translate } from './translate.js';

/** One case of the reference: a published header with some keywords changed, and the translation or what failed in it. */
interface Variant {
  readonly base: string;
  readonly change: Header;
  readonly remove: readonly string[];
  readonly expected?: object;
  readonly error?: string | null;
}

const HEADERS = lines('lsst-cam-headers.jsonl').map(
  (line) => JSON.parse(line) as { file: string; header: Header },
);
const EXPECTED = new Map(
  lines('lsst-cam-expected.jsonl').map((line) => [String(JSON.parse(line).file), line]),
);
const VARIANTS = lines('lsst-cam-variants.jsonl').map((line) => JSON.parse(line) as Variant);

describe('headers of LSSTCam', () => {
  test.each(HEADERS)('translate to the last bit as in the reference: $file', ({ file, header }) => {
    const info = translate(header, { filename: file });
    expect(toTranslateJson(info, file)).toEqual(JSON.parse(EXPECTED.get(file) ?? ''));
    expect(toTranslateLine(info, file)).toBe(EXPECTED.get(file));
  });

  test('translate as in the reference with keywords missing, empty or odd', () => {
    for (const { expected, ...variant } of VARIANTS.filter((each) => each.expected)) {
      const found = toTranslateJson(translate(varied(variant)), '');
      expect({ ...variant, found }).toEqual({ ...variant, found: { file: '', ...expected } });
    }
  });

  test('are refused where the reference refuses them', () => {
    for (const variant of VARIANTS.filter((each) => !each.expected)) {
      const error = caught(() => translate(varied(variant)));
      expect(error).toBeInstanceOf(ObsLsstError);
      if (variant.error === null) expect(error).toBeInstanceOf(UnknownInstrumentError);
      else expect(error).toMatchObject({ code: 'translation-failed', property: expect.any(String) });
    }
  });
});

describe('a translation', () => {
  test('leaves the header as it was', () => {
    const header = Object.freeze(headerOf('lsstCam-MC_O_20250609_000578_R01_S01.yaml'));
    expect(translate(header).physical_filter).toBe('z_20');
    expect(header['FILTER']).toBe('y_10');
  });

  test('says what is missing, by property, keyword and file', () => {
    const header = { ...headerOf('lsstCam-MC_O_20250415_000060_R01_S01.yaml'), OBSID: null };
    const error = caught(() => translate(header, { filename: 'x.fits' }));
    expect(error).toBeInstanceOf(TranslationError);
    expect(error).toMatchObject({
      property: 'observation_id',
      reason: 'OBSID is missing or without a value (x.fits)',
    });
  });

  test('tells of what it leaves out', () => {
    const omitted: string[] = [];
    const header = {
      ...headerOf('lsstCam-MC_O_20250415_000060_R01_S01.yaml'),
      RADESYS: 'GALACTIC',
      REASON: 5,
    };
    const info = translate(header, { onOmission: ({ property }) => omitted.push(property) });
    expect(info).toMatchObject({ tracking_radec: null, observation_reason: null });
    expect(omitted).toEqual(['observation_reason', 'tracking_radec']);
  });

  test('applies corrections of the exposure before the rules of its night', () => {
    const asked: string[] = [];
    const info = translate(headerOf('lsstCam-MC_O_20250415_000060_R01_S01.yaml'), {
      corrections: (instrument, obs_id) => {
        asked.push(`${instrument}-${obs_id}`);
        return { PROGRAM: 'BLOCK-417', OBJECT: 'corrected' };
      },
    });
    expect(asked).toEqual(['LSSTCam-MC_O_20250415_000060']);
    expect(info).toMatchObject({ science_program: 'BLOCK-T417', object: 'corrected' });
  });

  test('corrects nothing in a header that has been corrected already', () => {
    const header = headerOf('lsstCam-MC_O_20250609_000578_R01_S01.yaml');
    expect(translate({ ...header, 'HIERARCH ASTRO METADATA FIX MODIFIED': true }).physical_filter).toBe(
      'y_10',
    );
  });
});

describe('headers of other instruments', () => {
  test.each<[string, Header]>([['LSSTCam-PhoSim', { CREATOR: 'PHOSIM' }]])(
    'of %s are refused by that name',
    (instrument, header) => {
      expect(canTranslate(header)).toBe(true);
      expect(caught(() => translate(header))).toMatchObject({ name: 'UnknownInstrumentError', instrument });
    },
  );

  test.each<[string, Header]>([
    ['LATISS', { INSTRUME: 'LSST_ATISS' }],
    ['LATISS', { DETNAME: 'RXX_S00' }],
    ['LSST-TS8', { TSTAND: 'TS8' }],
    ['LSST-TS8', { LSST_NUM: 'ITL-3800C-023', REBNAME: 'y', CONTNUM: '000018910e0c' }],
  ])('of %s are recognized', (instrument, header) => {
    expect(caught(() => translate(header))).toMatchObject({ property: 'exposure_id' });
    expect(canTranslate(header)).toBe(true);
    expect(instrument).toBe(translate({ ...RECOGNIZED, ...header }).instrument);
  });

  test.each<[string, Header]>([
    ['another camera', { INSTRUME: 'DECam' }],
    ['no camera', { SIMPLE: true }],
    ['a camera on another telescope', { INSTRUME: 'comcam', TELESCOP: 'Palomar' }],
  ])('of %s are refused', (_, header) => {
    expect(canTranslate(header)).toBe(false);
    expect(caught(() => translate(header))).toMatchObject({ code: 'unknown-instrument', instrument: null });
  });
});

describe('identify', () => {
  test('needs no more than a guider says', () => {
    const header = { INSTRUME: 'LSSTCam', OBSID: 'MC_O_20251115_000123', RAFTBAY: 'R00', CCDSLOT: 'SG0' };
    expect(identify(header)).toEqual({
      instrument: 'LSSTCam',
      detector_num: 189,
      observation_id: 'MC_O_20251115_000123',
    });
  });

  test('refuses a detector that the camera has not', () => {
    const header = { INSTRUME: 'LSSTCam', OBSID: 'MC_O_20251115_000123', RAFTBAY: 'R00', CCDSLOT: 'S00' };
    expect(caught(() => identify(header))).toMatchObject({ property: 'detector_num' });
  });
});

/** The least that a header of the two may have. */
const RECOGNIZED: Header = {
  'DATE-OBS': '2019-11-20T03:04:05.678',
  OBSID: 'AT_O_20191119_000012',
  DAYOBS: '20191119',
  SEQNUM: 12,
  EXPTIME: 5,
  IMGTYPE: 'BIAS',
  RAFTNAME: 'RTM-002',
  LSST_NUM: 'ITL-3800C-023',
};

function varied({ base, change, remove }: Variant): Header {
  const kept = Object.entries(headerOf(base)).filter(([key]) => !remove.includes(key));
  return { ...Object.fromEntries(kept), ...change };
}

function headerOf(file: string): Header {
  const found = HEADERS.find((each) => each.file === file);
  if (!found) throw new Error(`the fixtures have no ${file}`);
  return found.header;
}

function caught(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function lines(name: string): string[] {
  const file = new URL(`../../test/fixtures/${name}`, import.meta.url);
  return readFileSync(file, 'utf8').split('\n').filter(Boolean);
}
