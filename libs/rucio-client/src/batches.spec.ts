import { batches, LARGEST_BATCH } from './batches.js';
import { replicaFileSchema } from './did.js';
import type { ReplicaFile } from './did.js';
import { RucioInvalidError } from './errors.js';

const file = (name: string, more: Record<string, unknown> = {}) =>
  ({ scope: 'raw', name, bytes: 1, adler32: '0cc737eb', ...more }) as ReplicaFile;

describe('batches', () => {
  it('hold each file once, sorted, a thousand at most', () => {
    const files = Array.from({ length: 2001 }, (_, i) => file(`a/${String(2000 - i).padStart(4, '0')}`));
    const cut = batches(replicaFileSchema, [...files, ...files]);
    expect(cut.map(({ length }) => length)).toEqual([LARGEST_BATCH, LARGEST_BATCH, 1]);
    expect(cut.flat()).toEqual(files.reverse());
  });

  it('are none of nothing', () => {
    expect(batches(replicaFileSchema, [])).toEqual([]);
  });

  it('leave out what the server doesn’t know and would answer with 500', () => {
    expect(batches(replicaFileSchema, [file('a', { colour: 'red' })])).toEqual([[file('a')]]);
  });

  it('refuse a file that is there twice with different checksums', () => {
    expect(() => batches(replicaFileSchema, [file('a'), file('a', { bytes: 2 })])).toThrow(
      'raw:a is there twice, and not the same',
    );
  });

  it.each([
    ['name', ''],
    ['name', 'a:b'],
    ['name', 'a b'],
    ['name', '.a'],
    ['name', '_a'],
    ['name', 'a\n'],
    ['name', 'é'],
    ['name', 'n'.repeat(251)],
    ['scope', 'r/w'],
    ['scope', 's'.repeat(26)],
    ['bytes', -1],
    ['bytes', 0.5],
    ['bytes', '1'],
    ['adler32', 'cc737eb'],
    ['adler32', '0CC737EB'],
    ['md5', null],
    ['md5', 'd41d'],
    ['pfn', null],
    ['pfn', ''],
  ])('refuse a file whose %s is %j, and name it in one line', (field, value) => {
    const refused = () => batches(replicaFileSchema, [file('good'), file('bad', { [field]: value })]);
    expect(refused).toThrow(RucioInvalidError);
    expect(refused).toThrow(new RegExp(`^Rucio takes no .{3,310} with such ${field}$`));
  });

  it.each(['LSSTCam/20251115/a_R22-S11.fits', '/a//b/', 'n'.repeat(250), 'a+b~c'])('take %s', (name) => {
    expect(batches(replicaFileSchema, [file(name)])).toEqual([[file(name)]]);
  });
});
