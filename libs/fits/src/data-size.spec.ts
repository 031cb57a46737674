import { dataSize } from './data-size.js';
import type { Header } from './header.js';

test.each<[string, Header, number]>([
  ['nothing', { BITPIX: 8, NAXIS: 0 }, 0],
  ['an image', { BITPIX: -32, NAXIS: 2, NAXIS1: 100, NAXIS2: 7 }, 2800],
  ['an image with an empty axis', { BITPIX: 16, NAXIS: 2, NAXIS1: 100, NAXIS2: 0 }, 0],
  ['a table with its heap', { BITPIX: 8, NAXIS: 2, NAXIS1: 8, NAXIS2: 3, PCOUNT: 50, GCOUNT: 1 }, 74],
  ['random groups', { BITPIX: 16, NAXIS: 2, NAXIS1: 0, NAXIS2: 10, GROUPS: true, PCOUNT: 2, GCOUNT: 3 }, 72],
])('the size of %s follows from its header', (_, header, size) => {
  expect(dataSize(header)).toBe(size);
});

test.each<[Header, string]>([
  [{ BITPIX: 8 }, 'NAXIS is missing, which gives no data size'],
  [{ BITPIX: 8, NAXIS: 1e6 }, 'NAXIS is 1000000, which gives no data size'],
  [{ BITPIX: 8, NAXIS: 1 }, 'NAXIS1 is missing, which gives no data size'],
  [{ BITPIX: 8, NAXIS: 1, NAXIS1: -1 }, 'NAXIS1 is -1, which gives no data size'],
  [{ BITPIX: 7, NAXIS: 1, NAXIS1: 1 }, 'BITPIX is 7, not one of 8, 16, 32, 64, -32, -64'],
  [{ BITPIX: 64, NAXIS: 2, NAXIS1: 2 ** 40, NAXIS2: 2 ** 40 }, 'NAXISn give an impossible data size'],
])('a header with %j has no size', (header, message) => {
  expect(() => dataSize(header)).toThrow(expect.objectContaining({ code: 'bad-structure', message }));
});
