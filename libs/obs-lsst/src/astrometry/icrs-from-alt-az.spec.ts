import { fixtureLines } from '../../test/support/reference-cases.js';
import type { AltAz, RaDec, TaiTime } from '../observation-info.js';
import { icrsFromAltAz } from './icrs-from-alt-az.js';
import { geocentricSite, geodeticSite } from './site.js';

type Sample = TaiTime & AltAz & RaDec;

/** Random moments since 2010 at the Auxiliary Telescope, by astropy with its own table of Earth orientation. */
const SAMPLES = fixtureLines('icrs-from-alt-az.jsonl').map((line) => JSON.parse(line) as Sample);
const SITE = geodeticSite(-70.747698, -30.244728, 2663);

test('positions agree with astropy within a tenth of an arcsecond', () => {
  for (const sample of SAMPLES) {
    expect(separation(icrsFromAltAz(sample, sample, SITE), sample)).toBeLessThan(0.1);
  }
  expect(SAMPLES.length).toBeGreaterThan(50);
});

test('a site is the same by both kinds of coordinates', () => {
  const { longitude, latitude, axisDistance } = geocentricSite(
    1818938.9432360171,
    -5208470.950937998,
    -3195172.084267574,
  );
  const simonyi = geodeticSite(-70.749417, -30.244639, 2663);
  expect(longitude).toBeCloseTo(simonyi.longitude, 12);
  expect(latitude).toBeCloseTo(simonyi.latitude, 11);
  expect(axisDistance / simonyi.axisDistance).toBeCloseTo(1, 12);
});

/** Arcseconds. */
function separation(a: RaDec, b: RaDec): number {
  const [p, q] = [direction(a), direction(b)];
  const chord = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
  return (2 * Math.asin(chord / 2) * 648000) / Math.PI;
}

function direction({ ra_deg, dec_deg }: RaDec): [number, number, number] {
  const [ra, dec] = [(ra_deg * Math.PI) / 180, (dec_deg * Math.PI) / 180];
  return [Math.cos(ra) * Math.cos(dec), Math.sin(ra) * Math.cos(dec), Math.sin(dec)];
}
