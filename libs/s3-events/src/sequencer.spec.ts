import fc from 'fast-check';
import { fromAwsSequencer, fromCephSequencer, toCephSequencer } from './sequencer.js';

describe('sequencers', () => {
  it("turns Ceph's bytes so that the seconds come first", () => {
    // 2026-11-23T22:29:48.823616783Z
    expect(fromCephSequencer('5CBE046B0F651731')).toBe('6B04BE5C3117650F');
    expect(toCephSequencer(1795472988823616783n)).toBe('5CBE046B0F651731');
  });

  it('orders events of Ceph as their times', () => {
    const time = fc.bigInt({ min: 0n, max: 4_294_967_295_999_999_999n });
    fc.assert(
      fc.property(time, time, (a, b) => {
        const [first, second] = [a, b].map((each) => fromCephSequencer(toCephSequencer(each)) ?? '');
        expect(first! < second!).toBe(a < b);
      }),
    );
  });

  it('orders events of AWS as if the shorter one were padded with zeros', () => {
    expect(fromAwsSequencer('0055aed6dcd90281e5')).toBe('0055AED6DCD90281E5');
    expect(fromAwsSequencer('0055AE00')).toBe(fromAwsSequencer('0055AE'));
    expect(fromAwsSequencer('0055AE')! < fromAwsSequencer('0055AE01')!).toBe(true);
  });

  it.each(['', '5CBE', 'not hexadecimal!', '5CBE046B0F65173100'])('relies on no other form: %p', (sent) => {
    expect(fromCephSequencer(sent)).toBeNull();
  });

  it('relies on nothing but hexadecimal digits from AWS', () => {
    expect(fromAwsSequencer('')).toBeNull();
    expect(fromAwsSequencer('xyz')).toBeNull();
  });
});
