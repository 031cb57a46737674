import { sumsOf } from './stored-sums.js';

describe('sumsOf', () => {
  it('gives checksums as zlib and md5 do', () => {
    expect(sumsOf(Buffer.from('Wikipedia'))).toEqual({
      bytes: 9,
      adler32: '11e60398',
      md5: '9c677286866aad38f8e9b660f5411814',
    });
  });

  it('writes eight digits', () => {
    expect(sumsOf(new Uint8Array()).adler32).toBe('00000001');
  });
});
