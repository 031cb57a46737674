import { Database } from '../database/database.js';
import { integer, text } from '../database/values.js';
import { Registrations } from '../registry/registrations.js';
import { isOfExposures } from './datasets.js';
import { Nights, nights, where } from './where.js';

/** A collection. */
export interface CollectionRecord {
  readonly name: string;
  readonly type: CollectionType;
  /** What a chain searches, in that order; empty for other types. */
  readonly children: readonly string[];
}

/** A collection with the number of its datasets by type. */
export interface CollectionSummary extends CollectionRecord {
  /** Only runs have datasets of their own. */
  readonly datasets: Readonly<Record<string, number>>;
}

/** The kinds of collections. */
export type CollectionType = 'RUN' | 'TAGGED' | 'CHAINED' | 'CALIBRATION' | 'UNKNOWN';

/** A night of an instrument. */
export interface NightSummary {
  readonly instrument: string;
  readonly day_obs: number;
  readonly exposures: number;
  readonly visits: number;
  /** Files by dataset type. */
  readonly files: Readonly<Record<string, number>>;
}

/** What a repository holds, at a glance. */
export interface RepositorySummary {
  readonly collections: readonly CollectionSummary[];
  readonly nights: readonly NightSummary[];
}

/** daf_butler's numbers. */
const COLLECTION_TYPES: Readonly<Record<number, CollectionType>> = {
  1: 'RUN',
  2: 'TAGGED',
  3: 'CHAINED',
  4: 'CALIBRATION',
};

/** Collections, by name. */
export async function readCollections(database: Database): Promise<readonly CollectionRecord[]> {
  const { sql } = database;
  const [rows, links] = await Promise.all([
    database.query(`SELECT name, type FROM ${sql.table('collection')} ORDER BY name`),
    database.query(
      `SELECT p.name AS parent, c.name AS child FROM ${sql.table('collection_chain')} l ` +
        `JOIN ${sql.table('collection')} p ON p.collection_id = l.parent ` +
        `JOIN ${sql.table('collection')} c ON c.collection_id = l.child ORDER BY p.name, l.position`,
    ),
  ]);
  return rows.map((row) => ({
    name: text(row['name']),
    type: COLLECTION_TYPES[integer(row['type'])] ?? 'UNKNOWN',
    children: links.filter(({ parent }) => parent === row['name']).map(({ child }) => text(child)),
  }));
}

/** Of what a summary is wanted; all conditions hold, on nights only. */
export interface SummaryQuery {
  readonly instrument?: string | undefined;
  /** A night, or the first and the last of several. */
  readonly day_obs?: Nights | undefined;
}

/** Counts everything, in the database: some tenths of a second for 200,000 files. */
export async function readSummary(
  database: Database,
  registrations: Registrations,
  query: SummaryQuery = {},
): Promise<RepositorySummary> {
  const [collections, datasets, nights] = await Promise.all([
    readCollections(database),
    countDatasets(database),
    readNights(database, registrations, query),
  ]);
  return {
    collections: collections.map((c) => ({ ...c, datasets: datasets.get(c.name) ?? {} })),
    nights,
  };
}

async function countDatasets(database: Database): Promise<ReadonlyMap<string, Record<string, number>>> {
  const { sql } = database;
  const rows = await database.query(
    `SELECT c.name AS run, t.name AS type, count(*) AS n FROM ${sql.table('dataset')} d ` +
      `JOIN ${sql.table('collection')} c ON c.collection_id = d.run_id ` +
      `JOIN ${sql.table('dataset_type')} t ON t.id = d.dataset_type_id GROUP BY c.name, t.name ORDER BY t.name`,
  );
  const counts = new Map<string, Record<string, number>>();
  for (const row of rows) {
    const run = text(row['run']);
    counts.set(run, { ...counts.get(run), [text(row['type'])]: integer(row['n']) });
  }
  return counts;
}

async function readNights(
  database: Database,
  registrations: Registrations,
  query: SummaryQuery,
): Promise<readonly NightSummary[]> {
  const { sql } = database;
  const wanted = where(sql, { 'e.instrument': query.instrument, 'e.day_obs': nights(query.day_obs) });
  const found = new Map<string, { -readonly [K in keyof NightSummary]: NightSummary[K] }>();
  const night = (instrument: string, day_obs: number) => {
    const key = `${instrument} ${day_obs}`;
    const entry = found.get(key) ?? { instrument, day_obs, exposures: 0, visits: 0, files: {} };
    found.set(key, entry);
    return entry;
  };
  for (const [table, field] of [
    ['exposure', 'exposures'],
    ['visit', 'visits'],
  ] as const) {
    const rows = await database.query(
      `SELECT e.instrument, e.day_obs, count(*) AS n FROM ${sql.table(table)} e ${wanted.clause} ` +
        'GROUP BY e.instrument, e.day_obs',
      wanted.parameters,
    );
    for (const row of rows)
      night(text(row['instrument']), integer(row['day_obs']))[field] = integer(row['n']);
  }
  const types = (await registrations.allDatasetTypes()).filter(isOfExposures);
  for (const type of types) {
    const { clause, parameters } = where(sql, {
      't.dataset_type_id': type.id,
      'e.instrument': query.instrument,
      'e.day_obs': nights(query.day_obs),
    });
    const rows = await database.query(
      `SELECT e.instrument, e.day_obs, count(*) AS n FROM ${sql.table(type.tagsTable)} t ` +
        `JOIN ${sql.table('run')} r ON r.collection_id = t.collection_id ` +
        `JOIN ${sql.table('exposure')} e ON e.instrument = t.instrument AND e.id = t.exposure ` +
        `${clause} GROUP BY e.instrument, e.day_obs`,
      parameters,
    );
    for (const row of rows) {
      const entry = night(text(row['instrument']), integer(row['day_obs']));
      entry.files = { ...entry.files, [type.name]: integer(row['n']) };
    }
  }
  return [...found.values()].sort(
    (a, b) => a.instrument.localeCompare(b.instrument) || a.day_obs - b.day_obs,
  );
}
