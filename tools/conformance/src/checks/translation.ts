import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import { footman } from '../support/footman.js';
import { readTestHeaders, writeHeaders } from '../support/test-headers.js';

/** Degrees; azimuth and altitude that the reference computes from right ascension and declination agree this well. */
const ARCSECOND = 1 / 3600;

/** Their expected translations were written down without obs_lsst's corrections of these exposures, so the reference is asked again. */
const CORRECTED = ['latiss-AT_O_20190329_000022-ats-wfs_ccd', 'latiss-AT_O_20191118_000011'];

/** `footman translate` says of every real header and every real file what Rubin's translators say. */
export async function translation({ checks, reference, shared, work }: Conformance): Promise<void> {
  const headers = await readTestHeaders(shared);
  const paths = await writeHeaders(join(work, 'headers'), headers);
  const files = (await readdir(join(shared, 'files')))
    .filter((file) => file.includes('.fits'))
    .map((file) => join(shared, 'files', file));
  const [ours, theirs] = await Promise.all([
    footman.translate([...paths, ...files]),
    reference.translate([...paths, ...files]),
  ]);
  const expected = theirs.map((translated, index) => {
    const header = headers[index];
    return header && !CORRECTED.includes(header.name) ? header.expected : translated;
  });
  const names = [...headers.map(({ name }) => name), ...files.map((file) => file.slice(shared.length + 1))];
  for (const [index, name] of names.entries()) {
    const translated = ours[index] ?? {};
    const wanted = expected[index] ?? {};
    if (isUnsupported(translated)) {
      checks.skip(`translate ${name}`, String(translated['error']));
      continue;
    }
    await checks.check(`translate ${name}`, async () => {
      if (wanted['error']) {
        assert.ok(translated['error'], `the reference refuses it: ${String(wanted['error'])}`);
        return 'refused by both sides';
      }
      if (translated['error'] && lacksRequired(wanted)) return 'lacks what ingest requires, on both sides';
      const remark = allowForEarthOrientation(translated, wanted);
      assert.deepEqual({ ...translated, file: null }, { ...wanted, file: null });
      return remark;
    });
  }
}

/** What RawIngestTask can't do without; `oracle translate` shows null where ingest refuses. */
const REQUIRED = [
  'datetime_begin', 'datetime_end', 'detector_num', 'exposure_group', 'exposure_id', 'exposure_time_requested',
  'group_counter_end', 'group_counter_start', 'has_simulated_content', 'instrument', 'observation_id',
  'observation_type', 'observing_day', 'physical_filter',
]; // prettier-ignore

function lacksRequired(translated: Record<string, unknown>): boolean {
  return REQUIRED.some((property) => translated[property] === null);
}

/** Whether Footman knows the instrument of a header but can't translate it. */
export function isUnsupported({ error }: Record<string, unknown>): boolean {
  return /isn't supported yet/.test(String(error));
}

/** Takes positions out of the comparison that differ by less than an arcsecond. */
function allowForEarthOrientation(ours: Record<string, unknown>, theirs: Record<string, unknown>): string {
  const remarks = POSITIONS.flatMap(([property, longitude, latitude]) => {
    const [a, b] = [ours[property], theirs[property]] as (Record<string, number> | null | undefined)[];
    const [lon, lat, theirLon, theirLat] = [a?.[longitude], a?.[latitude], b?.[longitude], b?.[latitude]];
    if (lon === undefined || lat === undefined || theirLon === undefined || theirLat === undefined) return [];
    const across = (lon - theirLon) * Math.cos((theirLat * Math.PI) / 180);
    const apart = Math.hypot(across, lat - theirLat);
    if (apart === 0 || !(apart < ARCSECOND)) return [];
    ours[property] = theirs[property];
    return [`${property} off by ${(apart * 3600).toFixed(3)} arcseconds`];
  });
  return remarks.join(', ');
}

const POSITIONS = [
  ['altaz_begin', 'az_deg', 'alt_deg'],
  ['tracking_radec', 'ra_deg', 'dec_deg'],
] as const;
