import { Database } from '../database/database.js';
import { integer, text } from '../database/values.js';

/** A dataset type as the registry has it. */
export interface RegisteredDatasetType {
  readonly id: number;
  readonly name: string;
  readonly storageClass: string;
  /** Required dimensions, sorted by name. */
  readonly dimensions: readonly string[];
  /** The table of its datasets' data IDs. */
  readonly tagsTable: string;
  readonly isCalibration: boolean;
}

/**
 * Ids of runs and dataset types, and dimension values, as far as we have seen them. They are made once and hardly ever removed,
 * so they are asked for only when something is missing, and forgotten when a reference turns out to be stale.
 */
export class Registrations {
  private runs = new Map<string, number>();
  private datasetTypes = new Map<string, RegisteredDatasetType>();
  private dimensions = new Map<string, ReadonlySet<string | number>>();

  constructor(private readonly database: Database) {}

  forget(): void {
    this.runs = new Map();
    this.datasetTypes = new Map();
    this.dimensions = new Map();
  }

  /** A run's collection id, or undefined where it isn't registered (or is another kind of collection). */
  async run(name: string): Promise<number | undefined> {
    const known = this.runs.get(name);
    if (known !== undefined) return known;
    const { sql } = this.database;
    const [row] = await this.database.query(
      `SELECT c.collection_id FROM ${sql.table('collection')} c JOIN ${sql.table('run')} r ` +
        'ON r.collection_id = c.collection_id WHERE c.name = $1',
      [name],
    );
    if (!row) return undefined;
    const id = integer(row['collection_id']);
    this.runs.set(name, id);
    return id;
  }

  async datasetType(name: string): Promise<RegisteredDatasetType | undefined> {
    if (!this.datasetTypes.has(name)) await this.allDatasetTypes();
    return this.datasetTypes.get(name);
  }

  async allDatasetTypes(): Promise<readonly RegisteredDatasetType[]> {
    const { sql } = this.database;
    const rows = await this.database.query(
      'SELECT t.id, t.name, t.storage_class, t.tag_association_table, t.calibration_association_table, d.dimension_name ' +
        `FROM ${sql.table('dataset_type')} t LEFT JOIN ${sql.table('dimension_graph_definition')} d ` +
        'ON d.dimension_graph_id = t.dimensions_key ORDER BY t.name, d.dimension_name',
    );
    const found = new Map<string, RegisteredDatasetType>();
    for (const row of rows) {
      const name = text(row['name']);
      const dimensions = row['dimension_name'] === null ? [] : [text(row['dimension_name'])];
      const before = found.get(name);
      found.set(name, {
        id: integer(row['id']),
        name,
        storageClass: text(row['storage_class']),
        dimensions: [...(before?.dimensions ?? []), ...dimensions],
        tagsTable: text(row['tag_association_table']),
        isCalibration: row['calibration_association_table'] !== null,
      });
    }
    this.datasetTypes = found;
    return [...found.values()];
  }

  /** Which of an instrument's values of a dimension are not registered. */
  async missing<V extends string | number>(
    dimension: 'instrument' | 'detector' | 'physical_filter',
    instrument: string,
    values: Iterable<V>,
  ): Promise<readonly V[]> {
    const key = dimension === 'instrument' ? dimension : `${dimension} ${instrument}`;
    const wanted = [...new Set(values)];
    const absent = (): readonly V[] => wanted.filter((v) => !this.dimensions.get(key)?.has(v));
    if (absent().length > 0) this.dimensions.set(key, await this.valuesOf(dimension, instrument));
    return absent();
  }

  private async valuesOf(dimension: string, instrument: string): Promise<ReadonlySet<string | number>> {
    const table = this.database.sql.table(dimension);
    if (dimension === 'instrument') {
      const rows = await this.database.query(`SELECT name FROM ${table}`);
      return new Set(rows.map((row) => text(row['name'])));
    }
    const column = dimension === 'detector' ? 'id' : 'name';
    const rows = await this.database.query(`SELECT ${column} AS v FROM ${table} WHERE instrument = $1`, [
      instrument,
    ]);
    return new Set(rows.map(({ v }) => (column === 'id' ? integer(v) : text(v))));
  }
}
