import { Database } from '../database/database.js';
import { integer, text, timespanOrNull } from '../database/values.js';
import { DayObsRecord, ExposureRecord } from '../records.js';
import { readExposures } from '../read/exposures.js';

/** Identifies a record of an instrument's exposures, visits or days. */
export const keyOfId = ({ instrument, id }: { readonly instrument: string; readonly id: number }): string =>
  `${instrument} ${id}`;

/** What is stored of some exposures; keys are those of {@link keyOfId}. */
export interface StoredExposures {
  readonly records: ReadonlyMap<string, ExposureRecord>;
  /** Exposures that belong to a visit, whoever defined it. */
  readonly inVisits: ReadonlySet<string>;
}

/** Looks up exposures by the ids that others refer to. */
export async function storedExposures(
  database: Database,
  wanted: readonly { readonly instrument: string; readonly id: number }[],
): Promise<StoredExposures> {
  const { sql } = database;
  const found = await Promise.all(
    byInstrument(wanted).map(async ([instrument, ids]) => {
      const [records, definitions] = await Promise.all([
        readExposures(database, { instrument, ids }),
        database.query(
          `SELECT exposure FROM ${sql.table('visit_definition')} WHERE instrument = $1 AND ${sql.among('exposure', 2, 'bigint')}`,
          [instrument, ids],
        ),
      ]);
      return {
        records,
        inVisits: definitions.map((row) => keyOfId({ instrument, id: integer(row['exposure']) })),
      };
    }),
  );
  return {
    records: new Map(found.flatMap(({ records }) => records.map((record) => [keyOfId(record), record]))),
    inVisits: new Set(found.flatMap(({ inVisits }) => inVisits)),
  };
}

/** Which of some visits have a record. */
export async function storedVisits(
  database: Database,
  wanted: readonly { readonly instrument: string; readonly id: number }[],
): Promise<ReadonlySet<string>> {
  const { sql } = database;
  const found = await Promise.all(
    byInstrument(wanted).map(([instrument, ids]) =>
      database.query(
        `SELECT instrument, id FROM ${sql.table('visit')} WHERE instrument = $1 AND ${sql.among('id', 2, 'bigint')}`,
        [instrument, ids],
      ),
    ),
  );
  return new Set(
    found.flat().map((row) => keyOfId({ instrument: text(row['instrument']), id: integer(row['id']) })),
  );
}

/** The stored records of some days. */
export async function storedDays(
  database: Database,
  wanted: readonly { readonly instrument: string; readonly id: number }[],
): Promise<ReadonlyMap<string, DayObsRecord>> {
  const { sql } = database;
  const found = await Promise.all(
    byInstrument(wanted).map(([instrument, ids]) =>
      database.query(
        `SELECT d.instrument, d.id, ${sql.timespan('d')} FROM ${sql.table('day_obs')} d ` +
          `WHERE d.instrument = $1 AND ${sql.among('d.id', 2, 'bigint')}`,
        [instrument, ids],
      ),
    ),
  );
  const days = found.flat().map((row) => ({
    instrument: text(row['instrument']),
    id: integer(row['id']),
    timespan: timespanOrNull(row),
  }));
  return new Map(days.map((day) => [keyOfId(day), day]));
}

function byInstrument(
  wanted: readonly { readonly instrument: string; readonly id: number }[],
): readonly (readonly [string, readonly number[]])[] {
  const ids = new Map<string, Set<number>>();
  for (const { instrument, id } of wanted)
    ids.set(instrument, (ids.get(instrument) ?? new Set<number>()).add(id));
  return [...ids].map(([instrument, set]) => [instrument, [...set]]);
}
