import { FitsError } from '@footman/fits';
import { TranslatedHeader } from '@footman/obs-lsst';
import { fits, header, json, rawFile } from '../test/support/raw-files.js';
import { RefusedFileError } from './errors.js';
import { readRawHeader } from './read-header.js';

/** Fails when it's read. */
const untouchable = {
  read: async () => {
    throw new Error('the FITS file was read');
  },
};

const TRANSLATED = {
  instrument: 'LSSTCam',
  observation_id: 'MC_O_20250609_000123',
  exposure_id: 2025060900123,
};

const refusal = async (file: Parameters<typeof readRawHeader>[0]): Promise<RefusedFileError> => {
  const error = await readRawHeader(file).then(
    () => new Error('was read'),
    (reason: unknown) => reason as Error,
  );
  if (error instanceof RefusedFileError) return error;
  throw error;
};

describe('reading the header of a raw file', () => {
  it('takes the sidecar, and leaves the FITS file alone', async () => {
    const sidecar = header({ OBJECT: 'of the sidecar' });
    const file = rawFile({ sidecar: json(sidecar), content: untouchable });
    expect(await readRawHeader(file)).toEqual(sidecar);
  });

  it("takes a sidecar that says of its content that it's metadata, without that word", async () => {
    const file = rawFile({
      sidecar: json({ __CONTENT__: 'metadata', ...header() }),
      content: untouchable,
    });
    expect(await readRawHeader(file)).toEqual(header());
  });

  it('takes an empty sidecar for an empty header, as Rubin does', async () => {
    expect(await readRawHeader(rawFile({ sidecar: json({}), content: untouchable }))).toEqual({});
  });

  it('takes NaN and infinities where Python writes them', async () => {
    const sidecar = Buffer.from('{"A": NaN, "B": -Infinity, "C": "NaN, \\"Infinity", "D": [NaN]}');
    const read = await readRawHeader(rawFile({ sidecar, content: untouchable }));
    expect(read).toEqual({ A: NaN, B: -Infinity, C: 'NaN, "Infinity' });
  });

  it.each([
    ['that says so', { __CONTENT__: 'translated', ...TRANSLATED }],
    ['that does not say so', TRANSLATED],
  ])('takes a translated sidecar %s', async (_what, content) => {
    const read = await readRawHeader(rawFile({ sidecar: json(content), content: untouchable }));
    expect(read).toBeInstanceOf(TranslatedHeader);
    expect(read).toMatchObject({ properties: { exposure_id: 2025060900123 } });
  });

  it('takes what looks translated and is not for a header, unless it says so', async () => {
    const sidecar = json({ ...header(), instrument: 'LSSTCam', observation_id: 'MC' });
    expect(await readRawHeader(rawFile({ sidecar, content: untouchable }))).toMatchObject(header());
  });

  it("takes a guider's sidecar for a header, whatever it says", async () => {
    const sidecar = json({ __CONTENT__: 'translated', ...TRANSLATED });
    const read = await readRawHeader(rawFile({ guider: true, sidecar, content: untouchable }));
    expect(read).toHaveProperty('exposure_id');
  });

  it('leaves out of a sidecar what no header can hold', async () => {
    const file = rawFile({
      sidecar: json({ ...header(), NESTED: { a: 1 }, LIST: ['a'] }),
      content: untouchable,
    });
    expect(await readRawHeader(file)).toEqual(header());
  });

  it.each([
    ['there is none', null],
    ['it is empty', new Uint8Array()],
    ['it is cut off', json(header()).subarray(0, 700)],
    ['it is not JSON', Buffer.from('<?xml version="1.0"?><Error/>')],
    ['it is not UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])],
    ['it is a list', json([header()])],
    ['it is null', json(null)],
    ['it is a text', json('header')],
    ['it says that it is translated and is not', json({ __CONTENT__: 'translated', ...header() })],
    ['it is translated by other rules', json({ __CONTENT__: 'translated', ...TRANSLATED, seeing: 1 })],
    ['it is of a kind that nobody knows', json({ __CONTENT__: 'poetry', ...header() })],
  ])('reads the FITS file instead of a sidecar when %s', async (_why, sidecar) => {
    const file = rawFile({ header: header({ OBJECT: 'of the file' }), sidecar });
    expect(await readRawHeader(file)).toMatchObject({ OBJECT: 'of the file', SEQNUM: 123 });
  });

  it('takes a sidecar with NaN, which Python writes though JSON has it not', async () => {
    const sidecar = Buffer.from('{"INSTRUME": "lsstCam", "SEEING": NaN}');
    expect(await readRawHeader(rawFile({ sidecar, content: untouchable }))).toEqual({
      INSTRUME: 'lsstCam',
      SEEING: NaN,
    });
  });

  it('takes the primary header alone when that tells the instrument', async () => {
    const content = fits(header({ OBJECT: 'primary' }), { OBJECT: 'extension', OFEXT: 1 });
    const read = await readRawHeader(rawFile({ content }));
    expect(read).toMatchObject({ OBJECT: 'primary' });
    expect(read).not.toHaveProperty('OFEXT');
  });

  it('lays the first extension over a primary header that does not tell the instrument', async () => {
    const content = fits({ ORIGIN: 'compressed', OBJECT: 'primary' }, header({ OBJECT: 'extension' }));
    expect(await readRawHeader(rawFile({ content }))).toMatchObject({
      ORIGIN: 'compressed',
      OBJECT: 'extension',
      INSTRUME: 'lsstCam',
    });
  });

  it('gives the primary header that does not tell the instrument when there is nothing else', async () => {
    const content = fits({ ORIGIN: 'nowhere' });
    expect(await readRawHeader(rawFile({ content }))).toMatchObject({ ORIGIN: 'nowhere' });
  });

  it.each([
    ['is empty', new Uint8Array(), 'The file is empty (0 bytes)'],
    ['is no FITS file', Buffer.from('hello'.repeat(1000)), "Not a FITS file: it doesn't begin with SIMPLE ="],
    [
      'ends within its header',
      fits(header()).subarray(0, 3000),
      'The file ends at 3000 bytes, inside the header of HDU 0',
    ],
  ])('refuses a file that %s, in one line that names it', async (_what, content, reason) => {
    const error = await refusal(rawFile({ content }));
    expect(error.code).toBe('unreadable-header');
    expect(error.message).toBe(
      `s3://embargo@rubin-summit/LSSTCam/20250609/MC_O_20250609_000123/MC_O_20250609_000123_R22_S11.fits: ${reason}`,
    );
    expect(error.uri).toBe(rawFile().uri);
    expect(error.cause).toBeInstanceOf(FitsError);
  });

  it('lets failures of the storage pass, which are not the fault of the file', async () => {
    const away = new Error('SlowDown');
    const fail = async () => {
      throw away;
    };
    await expect(readRawHeader(rawFile({ sidecar: fail }))).rejects.toBe(away);
    await expect(readRawHeader(rawFile({ content: { read: fail } }))).rejects.toBe(away);
  });
});
