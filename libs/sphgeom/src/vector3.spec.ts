import { InvalidVectorError } from './errors.js';
import { cross, dot, negate, normalize, robustCross, type Vector3 } from './vector3.js';

describe('normalize', () => {
  it('rounds as the reference does', () => {
    expect(normalize([1.5, -2.5, 0.75])).toEqual([
      0.4982728791224398, -0.8304547985373997, 0.2491364395612199,
    ]);
  });

  it('neither overflows nor underflows', () => {
    expect(normalize([1e-200, 3e-200, -2e-200])).toEqual([
      0.2672612419124244, 0.8017837257372732, -0.5345224838248488,
    ]);
    expect(normalize([0, 1e300, 0])).toEqual([0, 1, 0]);
  });

  it.each([[[0, 0, 0]], [[NaN, 1, 0]], [[Infinity, 0, 0]]] as [Vector3][])(
    'refuses %j, which has no direction',
    (v) => {
      expect(() => normalize(v)).toThrow(InvalidVectorError);
      expect(() => normalize(v)).toThrow(expect.objectContaining({ code: 'SPHGEOM_INVALID_VECTOR' }));
    },
  );
});

describe('products', () => {
  const [x, y, z]: Vector3[] = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];

  it('follow the right hand', () => {
    expect(cross(x!, y!)).toEqual(z);
    expect(dot([1, 2, 3], [4, -5, 6])).toBe(12);
    expect(negate([1, -2, 3])).toEqual([-1, 2, -3]);
  });

  it('robustly crossed tell vectors apart that plainly crossed look parallel', () => {
    const v = normalize([0.3, 0.5, 0.7]);
    const next: Vector3 = [v[0], v[1], v[2] + 2 ** -53];
    expect(dot(robustCross(x!, y!), z!)).toBe(2);
    expect(robustCross(v, next).some((component) => component !== 0)).toBe(true);
    expect(robustCross(v, v)).toEqual([0, 0, 0]);
  });
});
