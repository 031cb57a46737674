import type { IngestedFile } from '@footman/feeds';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import { ingestedMessage } from './ingested-message.js';

const SCHEMA = JSON.parse(
  readFileSync(new URL('../../../../docs/ingested-message.schema.json', import.meta.url), 'utf8'),
);

/** What a follower does with the published schema. */
const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
const validate = ajv.compile(SCHEMA);

const FILE: IngestedFile = {
  bucket: 'summit@rubin-summit',
  key: 'LSSTCam/20261124/MC_O_20261124_000042/MC_O_20261124_000042_R22_S11.fits',
  etag: 'd41d8cd98f00b204e9800998ecf8427e',
  versionId: null,
  size: 5760,
  instrument: 'LSSTCam',
  day_obs: 20261124,
  obs_id: 'MC_O_20261124_000042',
  detector: 94,
  exposure: 2026112400042,
  dataset: { id: '0190d1f0-7d1e-5f0e-9d4e-4b9f6f1c2a3b', type: 'raw', run: 'LSSTCam/raw/all' },
  eventTime: Date.UTC(2026, 10, 25, 3, 0, 5),
  receivedAt: Date.UTC(2026, 10, 25, 3, 0, 5, 120),
  ingestedAt: Date.UTC(2026, 10, 25, 3, 0, 5, 871),
  exposureEnded: Date.UTC(2026, 10, 25, 3, 0, 1, 500),
  late: false,
};

describe('the message of a file', () => {
  it('says all that there is to know of it', () => {
    expect(ingestedMessage(FILE)).toEqual({
      version: 1,
      id: expect.stringMatching(/^[\w-]{32}$/),
      uri: `s3://summit@rubin-summit/${FILE.key}`,
      bucket: 'summit@rubin-summit',
      key: FILE.key,
      etag: FILE.etag,
      version_id: null,
      size: 5760,
      instrument: 'LSSTCam',
      day_obs: 20261124,
      obs_id: 'MC_O_20261124_000042',
      exposure: 2026112400042,
      detector: 94,
      dataset: FILE.dataset,
      exposure_ended: '2026-11-25T03:00:01.500Z',
      put: '2026-11-25T03:00:05.000Z',
      noticed: '2026-11-25T03:00:05.120Z',
      ingested: '2026-11-25T03:00:05.871Z',
      late: false,
    });
  });

  it('is known by its content and place when it comes twice', () => {
    const { id } = ingestedMessage(FILE);
    expect(ingestedMessage({ ...FILE, ingestedAt: 0, late: true, versionId: '2' }).id).toBe(id);
    expect(ingestedMessage({ ...FILE, etag: 'corrected' }).id).not.toBe(id);
    expect(ingestedMessage({ ...FILE, key: 'elsewhere' }).id).not.toBe(id);
  });

  const { bucket, key, etag, size, instrument, day_obs, eventTime, receivedAt, ingestedAt } = FILE;
  const least = {
    bucket,
    key,
    etag,
    size,
    instrument,
    day_obs,
    eventTime,
    receivedAt,
    ingestedAt,
    late: true,
  };

  it.each<[string, IngestedFile]>([
    ['all is known', FILE],
    ['only the least is', least],
    ['the object has a version and no etag', { ...FILE, etag: '', versionId: 'x.y' }],
  ])('is what the published schema says where %s, and nothing besides', (_, file) => {
    const message = JSON.parse(JSON.stringify(ingestedMessage(file)));
    expect([validate(message), validate.errors]).toEqual([true, null]);
    expect(Object.keys(message).sort()).toEqual(Object.keys(SCHEMA.properties).sort());
    expect([...SCHEMA.required].sort()).toEqual(Object.keys(SCHEMA.properties).sort());
  });

  it.each<[string, object]>([
    ['another version', { version: 2 }],
    ['a time of another form', { put: '2026-11-25 03:00:05' }],
    ['a size in words', { size: '5760' }],
    ['a dataset without a run', { dataset: { id: FILE.dataset?.id, type: 'raw' } }],
    ['no URI', { uri: undefined }],
  ])('is not what the schema says with %s', (_, change) => {
    expect(validate(JSON.parse(JSON.stringify({ ...ingestedMessage(FILE), ...change })))).toBe(false);
  });
});
