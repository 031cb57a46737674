import { Database, ResultRow } from '../database/database.js';
import * as value from '../database/values.js';
import { DayObsRecord, ExposureRecord, SkyRegion, VisitRecord } from '../records.js';
import { COMMON_SKYPIX } from '../registry/register-instrument.js';
import { keyOfId, storedDays } from '../write/stored-exposures.js';
import { readExposures } from './exposures.js';
import { readVisits } from './visits.js';

/** All that the registry has of a visit. */
export interface VisitDetails {
  readonly visit: VisitRecord;
  /** The exposures that it is defined of, by id. */
  readonly exposures: readonly number[];
  /** The visit systems that it belongs to, by id. */
  readonly visit_systems: readonly { readonly id: number; readonly name: string }[];
  /** HTM level 7 pixels of the visit itself, ascending. */
  readonly htm7: readonly number[];
  /** Its detectors, by id. */
  readonly detectors: ReadonlyMap<number, SkyRegion>;
}

/** All that the registry has of an exposure. */
export interface ExposureDetails {
  readonly exposure: ExposureRecord;
  readonly day_obs: DayObsRecord | null;
  /** The visit of the exposure's own id, as one-to-one visits have it; null where there is none. */
  readonly visit: VisitDetails | null;
}

/** Exposures with their days, and their one-to-one visits down to the pixels of each detector, by id. */
export async function readExposureDetails(
  database: Database,
  instrument: string,
  ids: readonly number[],
): Promise<readonly ExposureDetails[]> {
  const [exposures, visits] = await Promise.all([
    readExposures(database, { instrument, ids }),
    readVisits(database, { instrument, ids }),
  ]);
  const days = await storedDays(
    database,
    exposures.map(({ day_obs: id }) => ({ instrument, id })),
  );
  const details = new Map<number, VisitDetails>();
  for (const visit of visits) details.set(visit.id, await visitDetails(database, visit));
  return exposures.map((exposure) => ({
    exposure,
    day_obs: days.get(keyOfId({ instrument, id: exposure.day_obs })) ?? null,
    visit: details.get(exposure.id) ?? null,
  }));
}

async function visitDetails(database: Database, visit: VisitRecord): Promise<VisitDetails> {
  const { sql } = database;
  const ofVisit = (columns: string, table: string, order: string) =>
    database.query(
      `SELECT ${columns} FROM ${sql.table(table)} WHERE instrument = $1 AND visit = $2 ORDER BY ${order}`,
      [visit.instrument, visit.id],
    );
  const pixels = (columns: string, table: string) =>
    database.query(
      `SELECT ${columns} FROM ${sql.table(table)} WHERE instrument = $1 AND visit = $2 AND skypix_system = $3 AND skypix_level = $4 ` +
        'ORDER BY skypix_index',
      [visit.instrument, visit.id, COMMON_SKYPIX.skypix_system, COMMON_SKYPIX.skypix_level],
    );
  const [definitions, systems, regions, ownPixels, detectorPixels] = await Promise.all([
    ofVisit('exposure', 'visit_definition', 'exposure'),
    database.query(
      `SELECT s.id, s.name FROM ${sql.table('visit_system_membership')} m JOIN ${sql.table('visit_system')} s ` +
        'ON s.instrument = m.instrument AND s.id = m.visit_system WHERE m.instrument = $1 AND m.visit = $2 ORDER BY s.id',
      [visit.instrument, visit.id],
    ),
    ofVisit('detector, region', 'visit_detector_region', 'detector'),
    pixels('skypix_index', 'visit_skypix_overlap'),
    pixels('detector, skypix_index', 'visit_detector_region_skypix_overlap'),
  ]);
  const htm7 = new Map<number, number[]>();
  for (const row of detectorPixels) {
    const detector = value.integer(row['detector']);
    const found = htm7.get(detector) ?? [];
    htm7.set(detector, found);
    found.push(pixel(row));
  }
  return {
    visit,
    exposures: definitions.map((row) => value.integer(row['exposure'])),
    visit_systems: systems.map((row) => ({ id: value.integer(row['id']), name: value.text(row['name']) })),
    htm7: ownPixels.map(pixel),
    detectors: new Map(
      regions.map((row) => {
        const detector = value.integer(row['detector']);
        return [detector, { region: value.text(row['region']), htm7: htm7.get(detector) ?? [] }];
      }),
    ),
  };
}

const pixel = (row: ResultRow): number => value.integer(row['skypix_index']);
