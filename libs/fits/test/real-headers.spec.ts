import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fileSource, type Header, mergeHeaders, readHeaders } from '../src/index.js';

/**
 * The headers of Rubin's own sample files, without their data, and what the reference (astropy, as lsst.afw's readMetadata)
 * reads in them: of the primary HDU, or of two HDUs merged.
 */
const expected = JSON.parse(readFileSync(fixture('expected.json'), 'utf8')) as Record<
  string,
  { readonly hdus: number; readonly header: Header }
>;

function fixture(name: string): string {
  return fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
}

test.each(Object.keys(expected))('%s reads as the reference reads it, in the same order', async (name) => {
  const { hdus, header } = expected[name] as (typeof expected)[string];
  const headers = await readHeaders(fileSource(fixture(name)), { hdus });
  expect(headers).toHaveLength(hdus);
  expect(Object.entries(mergeHeaders(headers))).toEqual(Object.entries(header));
});
