import fc from 'fast-check';

import { InvalidAngleError } from './errors.js';
import { fromLonLat, lonLat } from './lon-lat.js';

const DEGREE = Math.PI / 180;

describe('longitude and latitude', () => {
  it("make the reference's vector to within a rounding of sine and cosine", () => {
    const v = fromLonLat(52.3 * DEGREE, -28.1 * DEGREE);
    [0.5394444314441877, 0.6979595354560388, -0.47101188121941].forEach((expected, axis) => {
      expect(Math.abs(v[axis]! - expected)).toBeLessThanOrEqual(2 ** -52);
    });
  });

  it("of a vector are the reference's, the longitude from 0 on", () => {
    expect(lonLat([1, -2, 3])).toEqual({ lon: 5.176036589385496, lat: 0.9302740141154721 });
  });

  it('are 0 and ±90° at the poles', () => {
    expect(lonLat([0, 0, 1])).toEqual({ lon: 0, lat: Math.PI / 2 });
    expect(lonLat([0, 0, -1])).toEqual({ lon: 0, lat: -Math.PI / 2 });
  });

  it('come back from their vector', () => {
    const angles = [
      fc.double({ min: 0, max: 6.283, noNaN: true }),
      fc.double({ min: -1.57, max: 1.57, noNaN: true }),
    ] as const;
    fc.assert(
      fc.property(...angles, (lon, lat) => {
        const back = lonLat(fromLonLat(lon, lat));
        expect(Math.abs(back.lat - lat)).toBeLessThan(1e-12);
        expect(Math.abs(Math.sin((back.lon - lon) / 2))).toBeLessThan(1e-12);
      }),
    );
  });

  it('beyond a pole or not finite are refused', () => {
    expect(() => fromLonLat(0, 1.6)).toThrow(InvalidAngleError);
    expect(() => fromLonLat(NaN, 0)).toThrow(InvalidAngleError);
    expect(() => fromLonLat(0, NaN)).toThrow(InvalidAngleError);
  });
});
