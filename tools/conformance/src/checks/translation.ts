import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import { footman } from '../support/footman.js';
import { readTestHeaders, writeHeaders } from '../support/test-headers.js';

/** Degrees; azimuth and altitude that the reference computes from right ascension and declination agree this well. */
const ARCSECOND = 1 / 3600;

/** `footman translate` says of every real header and every real file what Rubin's translators say. */
export async function translation({ checks, reference, shared, work }: Conformance): Promise<void> {
  const headers = await readTestHeaders(shared);
  const paths = await writeHeaders(join(work, 'headers'), headers);
  const files = (await readdir(join(shared, 'files')))
    .filter((file) => file.includes('.fits'))
    .map((file) => join(shared, 'files', file));
  const [ours, theirs] = await Promise.all([
    footman.translate([...paths, ...files]),
    reference.translate(files),
  ]);
  const expected = [...headers.map((header) => header.expected), ...theirs];
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

/** Takes azimuth and altitude out of the comparison where they differ by less than an arcsecond. */
function allowForEarthOrientation(
  ours: Record<string, unknown>,
  theirs: Record<string, unknown>,
): string | void {
  const [a, b] = [ours['altaz_begin'], theirs['altaz_begin']] as (AltAz | null)[];
  if (!a || !b || (a.az_deg === b.az_deg && a.alt_deg === b.alt_deg)) return;
  const across = (a.az_deg - b.az_deg) * Math.cos((b.alt_deg * Math.PI) / 180);
  const apart = Math.hypot(across, a.alt_deg - b.alt_deg);
  if (!(apart < ARCSECOND)) return;
  ours['altaz_begin'] = theirs['altaz_begin'];
  return `azimuth and altitude off by ${(apart * 3600).toFixed(3)} arcseconds`;
}

interface AltAz {
  readonly az_deg: number;
  readonly alt_deg: number;
}
