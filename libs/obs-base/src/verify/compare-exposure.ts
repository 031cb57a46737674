import type {
  ExposureDefinition,
  ExposureDetails,
  VisitDefinition,
  VisitDetails,
} from '@footman/butler-client';
import { compareRecords } from './compare-records.js';
import { compareRegions } from './compare-regions.js';
import { type Difference, oneSided } from './difference.js';

/** Compares an exposure's rows, down to the pixels of its visit's detectors, with those that are stored. */
export function compareExposure(
  computed: ExposureDefinition,
  stored: ExposureDetails | undefined,
): readonly Difference[] {
  const { instrument, id, obs_id } = computed.exposure;
  const key = { instrument, exposure: id, obs_id };
  // Made when it's looked at: an exposure that can't make one is to fail whatever is stored.
  const { visit } = computed;
  if (!stored) return [oneSided('exposure', key, 'stored')];
  const day = { instrument, day_obs: computed.day_obs.id };
  return [
    ...compareRecords('exposure', key, stored.exposure, computed.exposure),
    // A day that the exposure isn't of is told by the exposure's own field.
    ...(stored.day_obs?.id === computed.day_obs.id
      ? compareRecords('day_obs', day, stored.day_obs, computed.day_obs)
      : []),
    ...compareVisit({ instrument, visit: id, obs_id }, visit, stored.visit),
  ];
}

function compareVisit(
  key: Difference['key'],
  computed: VisitDefinition | null,
  stored: VisitDetails | null,
): readonly Difference[] {
  if (!computed || !stored)
    return computed === stored ? [] : [oneSided('visit', key, computed ? 'stored' : 'computed')];
  const list = (table: string, field: string, a: readonly unknown[], b: readonly unknown[]) =>
    JSON.stringify(a) === JSON.stringify(b) ? [] : [{ table, key, field, stored: a, computed: b }];
  const { id, name } = computed.visit_system;
  return [
    ...compareRecords('visit', key, stored.visit, computed.visit),
    ...list('visit_definition', 'exposure', stored.exposures, [computed.exposure]),
    ...list('visit_system_membership', 'visit_system', stored.visit_systems, [{ id, name }]),
    ...compareRegions(
      { region: 'visit', pixels: 'visit_skypix_overlap' },
      key,
      { region: stored.visit.region, htm7: stored.htm7 },
      { region: computed.visit.region, htm7: computed.htm7 },
    ),
    ...compareDetectors(key, computed, stored),
  ];
}

function compareDetectors(
  visit: Difference['key'],
  computed: VisitDefinition,
  stored: VisitDetails,
): readonly Difference[] {
  const tables = { region: 'visit_detector_region', pixels: 'visit_detector_region_skypix_overlap' };
  const detectors = new Set([...computed.detectors.keys(), ...stored.detectors.keys()]);
  return [...detectors].flatMap((detector) => {
    const key = { ...visit, detector };
    const ours = computed.detectors.get(detector);
    const theirs = stored.detectors.get(detector);
    return ours && theirs
      ? compareRegions(tables, key, theirs, ours)
      : [oneSided(tables.region, key, ours ? 'stored' : 'computed')];
  });
}
