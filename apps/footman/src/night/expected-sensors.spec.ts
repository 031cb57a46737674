import { parseExpectedSensors } from './expected-sensors.js';

test('detectors are expected by their purpose, wavefront sensors with the science ones', () => {
  const expectedSensors = { R22_S11: 'SCIENCE', R00_SW0: 'WAVEFRONT', R00_SG0: 'GUIDER', R01_S00: 'NONE' };
  const text = JSON.stringify({ fileType: 'expectedSensors', version: 1, expectedSensors });
  expect(parseExpectedSensors(text)).toEqual({
    science: new Set(['R22_S11', 'R00_SW0']),
    guider: new Set(['R00_SG0']),
  });
});

test.each(['', '{', 'null', '[]', '{"expectedSensors":null}', '{"expectedSensors":["R22_S11"]}'])(
  'of %j nothing is expected',
  (text) => {
    expect(parseExpectedSensors(text)).toBeNull();
  },
);
