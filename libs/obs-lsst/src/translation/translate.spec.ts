import { readFileSync } from 'node:fs';
import type { Header } from '@footman/fits';
import { TranslationError, UnknownInstrumentError } from '../errors.js';
import { toTranslateJson, toTranslateLine } from './translate-json.js';
import { canTranslate, identify, translate } from './translate.js';

const lines = (name: string) =>
  readFileSync(new URL(`../../test/fixtures/${name}`, import.meta.url), 'utf8').split('\n').filter(Boolean);

// Headers of files that the observatory has published, and what Rubin's own translators make of them.
const HEADERS = lines('lsst-cam-headers.jsonl').map((line) => JSON.parse(line) as { file: string; header: Header });
const EXPECTED = new Map(lines('lsst-cam-expected.jsonl').map((line) => [JSON.parse(line).file as string, line]));

describe('headers of LSSTCam translate as in the reference, to the last bit', () => {
  test.each(HEADERS)('$file', ({ file, header }) => {
    const info = translate(header, { filename: file });
    expect(toTranslateJson(info, file)).toEqual(JSON.parse(EXPECTED.get(file) ?? ''));
    expect(toTranslateLine(info, file)).toBe(EXPECTED.get(file));
  });
});
