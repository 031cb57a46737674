import { Database } from '../database/database.js';
import * as value from '../database/values.js';
import { InstrumentRecord } from '../records.js';

/** Registered instruments, by name. */
export async function readInstruments(database: Database): Promise<readonly InstrumentRecord[]> {
  const rows = await database.query(`SELECT * FROM ${database.sql.table('instrument')} ORDER BY name`);
  return rows.map((row) => ({
    name: value.text(row['name']),
    visit_max: value.integer(row['visit_max']),
    visit_system: value.integerOrNull(row['visit_system']),
    exposure_max: value.integer(row['exposure_max']),
    detector_max: value.integer(row['detector_max']),
    class_name: value.text(row['class_name']),
  }));
}
