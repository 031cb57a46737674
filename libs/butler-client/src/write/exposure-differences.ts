import { DayObsRecord, ExposureDefinition, ExposureRecord, Timespan } from '../records.js';
import { FieldDifference } from '../results.js';
import { TABLES } from '../schema/tables.js';

/**
 * Fields in which a stored exposure, or the day that it belongs to, isn't the given one. RawIngestTask fails on any of them; here they
 * are only reported, because what is stored may be better than the header.
 */
export function exposureDifferences(
  stored: { readonly exposure: ExposureRecord; readonly day_obs?: DayObsRecord | undefined },
  given: Pick<ExposureDefinition, 'exposure' | 'day_obs'>,
): readonly FieldDifference[] {
  const ofExposure = TABLES.exposure.columns.flatMap(([column]) => {
    const field = column as keyof ExposureRecord;
    return difference(field, stored.exposure[field], given.exposure[field]);
  });
  const ofDay = stored.day_obs
    ? difference('day_obs.timespan', stored.day_obs.timespan, given.day_obs.timespan)
    : [];
  return [...ofExposure, ...ofDay];
}

type Field = ExposureRecord[keyof ExposureRecord] | undefined;

function difference(field: string, stored: Field, given: Field): readonly FieldDifference[] {
  const a = stored ?? null;
  const b = given ?? null;
  const same = isSpan(a) && isSpan(b) ? a.begin === b.begin && a.end === b.end : a === b;
  return same ? [] : [{ field, stored: a, given: b }];
}

const isSpan = (value: Field): value is Timespan => typeof value === 'object' && value !== null;
