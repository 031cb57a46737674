import { Database } from '../database/database.js';
import { Row, Table } from '../database/table.js';
import { ConflictError } from '../errors.js';
import { InstrumentDefinition } from '../records.js';
import { TABLES } from '../schema/tables.js';

/** The pixelization in which all universes keep overlaps with regions of the sky. */
export const COMMON_SKYPIX = { skypix_system: 'htm', skypix_level: 7 } as const;

/**
 * Writes an instrument with its detectors and physical filters; those that are there already stay.
 * @returns whether anything was new
 * @throws ConflictError where a stored record differs from the given one; nothing is written then
 */
export async function registerInstrument(
  database: Database,
  definition: InstrumentDefinition,
): Promise<boolean> {
  const { instrument, detectors, physicalFilters } = definition;
  const summary = [{ ...COMMON_SKYPIX, instrument: instrument.name }];
  const isNew = await database.transaction(async (tx) => {
    const written = await tx.insert([
      { table: TABLES.instrument, rows: [instrument as unknown as Row] },
      { table: TABLES.visitSkypixSummary, rows: summary },
      { table: TABLES.regionSkypixSummary, rows: summary },
      { table: TABLES.detector, rows: detectors as readonly unknown[] as Row[] },
      { table: TABLES.physicalFilter, rows: physicalFilters as readonly unknown[] as Row[] },
    ]);
    const checks: readonly [Table, string, string, readonly unknown[]][] = [
      [TABLES.instrument, 'name', 'name', [instrument]],
      [TABLES.detector, 'instrument', 'id', detectors],
      [TABLES.physicalFilter, 'instrument', 'name', physicalFilters],
    ];
    const conflicts: string[] = [];
    for (const [table, where, key, given] of checks) {
      const stored = await tx.query(`SELECT * FROM ${tx.sql.table(table.name)} WHERE ${where} = $1`, [
        instrument.name,
      ]);
      const byKey = new Map(stored.map((row) => [String(row[key]), row]));
      for (const record of given as readonly Row[]) {
        conflicts.push(...differences(table, record, byKey.get(String(record[key])), key));
      }
    }
    if (conflicts.length > 0) {
      const more = conflicts.length > 5 ? ` and ${conflicts.length - 5} more` : '';
      throw new ConflictError(
        `Instrument ${instrument.name} is registered with other values: ${conflicts.slice(0, 5).join('; ')}${more}. ` +
          'Nothing was changed; correct the definition, or the registry with Rubin’s own tools.',
      );
    }
    return written.some((rows) => rows.length > 0);
  });
  if (isNew) await database.analyze(['instrument', 'detector', 'physical_filter']);
  return isNew;
}

function differences(table: Table, given: Row, stored: Row | undefined, key: string): readonly string[] {
  return table.columns.flatMap(([column]) => {
    const a = stored?.[column] ?? null;
    const b = given[column] ?? null;
    // Integers come as text or bigint.
    if (a === b || (a !== null && b !== null && String(a) === String(b))) return [];
    return [`${table.name} ${String(given[key])} has ${column} ${String(a)}, given is ${String(b)}`];
  });
}
