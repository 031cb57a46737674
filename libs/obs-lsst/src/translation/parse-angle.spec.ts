import { parseAngle } from './parse-angle.js';

describe('an angle written as text', () => {
  // What astropy's Angle makes of each, in degrees.
  it.each([
    ['-356.5', -356.5],
    [' .5 ', 0.5],
    ['12:30', 12.5],
    ['-0:30:00', -0.5],
    ['- 289:20:44', -289.34555555555556],
    ['12 30 00.5', 12.50013888888889],
    ['12:30:60', 12.516666666666667],
    ['12:60:00', 13],
  ])('is read as astropy reads it: %j', (text, degrees) => {
    expect(parseAngle(text)).toBe(degrees);
  });

  it.each(['', 'NaN', '1e1', '12::30', '12.5:30', '12:61:00', '12:30:61', '12:30:1e1'])(
    'is none: %j',
    (text) => {
      expect(parseAngle(text)).toBeNull();
    },
  );
});
