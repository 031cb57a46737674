import type { Header } from '@footman/fits';
import { translate } from '@footman/obs-lsst';
import { header } from '../test/support/raw-files.js';
import { describeRaw } from './described-raw.js';
import { RefusedFileError } from './errors.js';

const uri = 's3://bucket/LSSTCam/20250609/MC_O_20250609_000123/MC_O_20250609_000123_R22_S11.fits';
const science = { uri, size: 23040, guider: false };
const guider = { uri: uri.replace('R22_S11', 'R00_SG0_guider'), size: 512, guider: true };

function refusal(file: typeof science, cards: Header): RefusedFileError {
  try {
    describeRaw(file, cards);
  } catch (error) {
    if (error instanceof RefusedFileError) return error;
    throw error;
  }
  throw new Error('was not refused');
}

describe('describing a science file', () => {
  it('gives all that its header says', () => {
    expect(describeRaw(science, header())).toEqual({
      kind: 'raw',
      uri,
      size: 23040,
      info: translate(header()),
    });
  });

  it('corrects headers of single exposures, as Rubin has recorded them unless told otherwise', () => {
    const cards = header({ OBSID: 'MC_O_20250522_000139' });
    const group = (described: ReturnType<typeof describeRaw>) =>
      described.kind === 'raw' && described.info.exposure_group;
    expect(group(describeRaw(science, cards))).toBe('2025-05-23T00:28:42.492#1');
    const corrections = () => ({ GROUPID: 'of the site' });
    expect(group(describeRaw(science, cards, { corrections }))).toBe('of the site');
  });

  it.each(['R00_SW0', 'R44_SW1'])('takes wavefront sensor %s for one', (detector) => {
    expect(describeRaw(science, header({ detector })).kind).toBe('raw');
  });

  it.each([
    ['OBSID', 'Cannot tell observation_id from the header: OBSID is missing or without a value'],
    ['DAYOBS', 'Cannot tell exposure_id from the header: DAYOBS is missing or without a value'],
    ['CCDSLOT', 'Cannot tell detector_num from the header: CCDSLOT is missing or without a value'],
    ['EXPTIME', 'Cannot tell exposure_time_requested from the header: EXPTIME is missing or without a value'],
  ])('refuses a header without %s, names the file once and says what is missing', (keyword, reason) => {
    const rest = Object.entries(header()).filter(([name]) => name !== keyword);
    const error = refusal(science, Object.fromEntries(rest));
    expect(error.code).toBe('untranslatable-header');
    expect(error.message).toBe(`${uri}: ${reason}`);
    expect(error.cause).toMatchObject({ code: 'translation-failed' });
  });

  it('refuses a detector that the camera has not', () => {
    expect(refusal(science, header({ detector: 'R22_S99' }))).toMatchObject({
      code: 'untranslatable-header',
      message: `${uri}: Cannot tell detector_num from the header: LSSTCam has no detector R22_S99 (RAFTBAY, CCDSLOT)`,
    });
  });

  it.each([
    [{}, 'it has no INSTRUME'],
    [{ INSTRUME: 'HSC' }, "INSTRUME is 'HSC'"],
  ])('refuses the header %j of an instrument that nobody knows', (cards, says) => {
    expect(refusal(science, cards)).toMatchObject({
      code: 'unknown-instrument',
      message: `${uri}: The header is of no instrument that we know: ${says}`,
    });
  });

  it('refuses by its name an instrument that is not supported', () => {
    expect(refusal(science, { INSTRUME: 'LSST-UCDCam' })).toMatchObject({
      code: 'unknown-instrument',
      message: `${uri}: The header is of LSST-UCDCam, which isn't supported yet`,
    });
  });
});

describe('describing a guider', () => {
  const cards = { INSTRUME: 'lsstCam', OBSID: 'MC_O_20250609_000123', RAFTBAY: 'R00', CCDSLOT: 'SG0' };

  it('needs no more of its header than the exposure and the detector', () => {
    expect(describeRaw(guider, cards)).toEqual({
      kind: 'guider',
      uri: guider.uri,
      size: 512,
      info: { instrument: 'LSSTCam', detector_num: 189, observation_id: 'MC_O_20250609_000123' },
    });
  });

  it('gives no more of its header than these', () => {
    expect(describeRaw(guider, header({ detector: 'R00_SG0' }))).toEqual(describeRaw(guider, cards));
  });

  it.each([
    ['R22_S11', 94, 'SCIENCE'],
    ['R00_SW0', 191, 'WAVEFRONT'],
  ])('refuses detector %s, which is none', (detector, id, purpose) => {
    expect(refusal(guider, header({ detector }))).toMatchObject({
      code: 'not-a-guider',
      uri: guider.uri,
      message: `${guider.uri}: detector ${id} (${detector}) of LSSTCam is for ${purpose}, not a guider`,
    });
  });

  it('refuses a header that does not tell the exposure', () => {
    expect(refusal(guider, { ...cards, OBSID: null })).toMatchObject({
      code: 'untranslatable-header',
      message: `${guider.uri}: Cannot tell observation_id from the header: OBSID is missing or without a value`,
    });
  });
});
