import type { ExposureDefinition } from '@footman/butler-client';
import { TranslationError, instrumentByName, translate } from '@footman/obs-lsst';
import type { Header } from '@footman/fits';
import { ConvexPolygon } from '@footman/sphgeom';
import { BIAS, ON_SKY, record } from '../test/support/fixture.js';
import { defineExposure } from './exposure-definition.js';

const define = (header: Header): ExposureDefinition => defineExposure(translate(header));

/** The largest distance of a vertex from the reference's, in radians. */
function distance(region: string, expected: readonly (readonly number[])[]): number {
  const { vertices } = ConvexPolygon.fromBase64(region);
  if (vertices.length !== expected.length) return Infinity;
  return Math.max(
    ...vertices.map((vertex, i) => Math.hypot(...vertex.map((x, axis) => x - (expected[i]?.[axis] ?? NaN)))),
  );
}

describe('the definition of an exposure on the sky', () => {
  const definition = define(ON_SKY.header);

  it('has the day, the group and the exposure that the reference has', () => {
    expect(definition.day_obs).toEqual(record(ON_SKY.day_obs));
    expect(definition.group).toEqual(ON_SKY.group);
    expect(definition.exposure).toEqual(record(ON_SKY.exposure));
  });

  it("has the reference's visit, and makes it a member of the same system", () => {
    const { region = '', ...visit } = definition.visit?.visit ?? {};
    expect({ ...visit, region: ON_SKY.visit.region }).toEqual(record(ON_SKY.visit));
    expect(distance(region, ON_SKY.visit.region)).toBeLessThan(1e-12);

    const instrument = 'LSSTCam';
    const { exposure, visit_system } = definition.visit ?? {};
    const id = definition.visit?.visit.id;
    expect({ instrument, exposure, visit: id }).toEqual(ON_SKY.visit_definition);
    expect({ instrument, ...visit_system }).toEqual(ON_SKY.visit_system);
    expect({ instrument, visit_system: visit_system?.id, visit: id }).toEqual(ON_SKY.visit_system_membership);
  });

  it.each(ON_SKY.visit_detector_region)(
    "puts detector $detector within 1e-12 rad of where it is on the reference's sky",
    ({ detector, region }) => {
      expect(distance(definition.visit?.detectors.get(detector)?.region ?? '', region)).toBeLessThan(1e-12);
    },
  );

  it('touches the same pixels of HTM level 7, the visit and each of the 205 detectors', () => {
    const { htm7, detectors = new Map() } = definition.visit ?? {};
    expect(htm7).toEqual(ON_SKY.visit_skypix_overlap);
    expect([...detectors].map(([detector, { htm7: pixels }]) => [detector, pixels])).toEqual(
      ON_SKY.visit_detector_region_skypix_overlap,
    );
  });

  it('makes its visit once, however often it is looked at', () => {
    expect(definition.visit).toBe(definition.visit);
  });
});

describe('the definition of an exposure that takes no time', () => {
  it('lasts for a nanosecond, as in the reference, since a timespan must not be empty', () => {
    const { day_obs, group, exposure } = define(BIAS.header);
    expect(day_obs).toEqual(record(BIAS.day_obs));
    expect(group).toEqual(BIAS.group);
    expect(exposure).toEqual(record(BIAS.exposure));
    expect(exposure.timespan.end - exposure.timespan.begin).toBe(1n);
  });

  it('has no visit where it was not on the sky', () => {
    expect(define(BIAS.header).visit).toBeNull();
  });

  it('lasts for a nanosecond too where its header says that it ends before it begins', () => {
    const { begin } = define(ON_SKY.header).exposure.timespan;
    const { timespan } = define({ ...ON_SKY.header, 'DATE-END': '2025-06-10T07:31:55.000' }).exposure;
    expect(timespan).toEqual({ begin, end: begin + 1n });
  });
});

describe('an exposure that the reference cannot record', () => {
  it.each<[string, Header]>([
    ['begins and ends before 1970', { 'MJD-BEG': 0, 'DATE-END': '1960-01-01T00:00:00' }],
    ['begins and ends after 2099', { 'MJD-BEG': 90000, 'DATE-END': '2110-01-01T00:00:00' }],
    ['is on the sky at no angle', { ROTPA: null, ROTANGLE: null }],
    ['takes a time that is not a number', { EXPTIME: 'nan' }],
  ])('is refused: one that %s', (_why, keywords) => {
    expect(() => define({ ...ON_SKY.header, ...keywords })).toThrow(TranslationError);
  });
});

describe('the visit of an exposure', () => {
  it.each([
    ['has no position', { RASTART: null, DECSTART: null, RA: null, DEC: null }],
    ['tracked no position', { TRACKSYS: 'LOCAL' }],
    ['has no angle on the sky', { ROTCOORD: 'mount' }],
    ['could not see the sky', { SHUTTIME: 0, VIGN_MIN: 'FULLY' }],
  ])('is not made where the exposure %s', (_why, keywords) => {
    const definition = define({ ...ON_SKY.header, ...keywords });
    expect(definition.visit).toBeNull();
    expect(definition.exposure.id).toBe(ON_SKY.exposure['id']);
  });

  it('has every detector of the camera', () => {
    const ids = instrumentByName('LSSTCam').detectors.map(({ id }) => id);
    expect([...(define(ON_SKY.header).visit?.detectors.keys() ?? [])]).toEqual(ids);
  });
});
