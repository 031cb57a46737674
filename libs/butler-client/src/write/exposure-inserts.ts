import { Insert } from '../database/database.js';
import { Row } from '../database/table.js';
import { ExposureDefinition, VisitDefinition } from '../records.js';
import { COMMON_SKYPIX } from '../registry/register-instrument.js';
import { TABLES } from '../schema/tables.js';

/** Rows of the exposures themselves; the last insert is that of the exposures. */
export function exposureInserts(exposures: readonly ExposureDefinition[]): readonly Insert[] {
  return [
    { table: TABLES.group, rows: exposures.map((e) => e.group as unknown as Row) },
    { table: TABLES.dayObs, rows: exposures.map((e) => e.day_obs as unknown as Row) },
    { table: TABLES.exposure, rows: exposures.map((e) => e.exposure as unknown as Row) },
  ];
}

/** Rows of visits and of all that hangs on them, parents first. */
export function visitInserts(visits: readonly VisitDefinition[]): readonly Insert[] {
  return [
    {
      table: TABLES.visitSystem,
      rows: visits.map((v) => ({ instrument: v.visit.instrument, ...v.visit_system })),
    },
    { table: TABLES.visit, rows: visits.map((v) => v.visit as unknown as Row) },
    {
      table: TABLES.visitDefinition,
      rows: visits.map((v) => ({ instrument: v.visit.instrument, exposure: v.exposure, visit: v.visit.id })),
    },
    {
      table: TABLES.visitSystemMembership,
      rows: visits.map((v) => ({
        instrument: v.visit.instrument,
        visit_system: v.visit_system.id,
        visit: v.visit.id,
      })),
    },
    { table: TABLES.visitDetectorRegion, rows: visits.flatMap(regionRows) },
    {
      table: TABLES.visitSkypix,
      rows: visits.flatMap((v) => v.htm7.map((index) => ({ ...visitOf(v), ...pixel(index) }))),
    },
    { table: TABLES.regionSkypix, rows: visits.flatMap(regionPixelRows) },
  ];
}

const visitOf = ({ visit }: VisitDefinition): Row => ({ instrument: visit.instrument, visit: visit.id });
const pixel = (index: number): Row => ({ ...COMMON_SKYPIX, skypix_index: index });

function regionRows(visit: VisitDefinition): readonly Row[] {
  return [...visit.detectors].map(([detector, { region }]) => ({ ...visitOf(visit), detector, region }));
}

function regionPixelRows(visit: VisitDefinition): readonly Row[] {
  return [...visit.detectors].flatMap(([detector, { htm7 }]) =>
    htm7.map((index) => ({ ...visitOf(visit), detector, ...pixel(index) })),
  );
}
