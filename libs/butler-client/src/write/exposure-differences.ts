import { ExposureRecord, Timespan } from '../records.js';
import { FieldDifference } from '../results.js';
import { TABLES } from '../schema/tables.js';

/** Fields in which a stored exposure isn't the given one. */
export function exposureDifferences(
  stored: ExposureRecord,
  given: ExposureRecord,
): readonly FieldDifference[] {
  return TABLES.exposure.columns.flatMap(([column]) => {
    const field = column as keyof ExposureRecord;
    const a = stored[field] ?? null;
    const b = given[field] ?? null;
    const same = field === 'timespan' ? sameSpan(a as Timespan | null, b as Timespan | null) : a === b;
    return same ? [] : [{ field, stored: a, given: b }];
  });
}

function sameSpan(a: Timespan | null, b: Timespan | null): boolean {
  return a?.begin === b?.begin && a?.end === b?.end;
}
