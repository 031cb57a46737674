import { ConvexPolygon, type Vector3 } from '@footman/sphgeom';
import Libsql from 'libsql';

/** Tables that every repository of an instrument has, whatever was ingested. */
const LASTING =
  /_overlap_summary$|^(sqlite_|butler_attributes|collection|run$|dataset_type|dataset_calibs|dimension_|instrument$|physical_filter|detector$|visit_system$)/;

type Row = Record<string, unknown>;

/** The rows that an ingest leaves in an SQLite registry, to be compared and then forgotten. */
export class RegistryRows {
  private readonly connection: Libsql.Database;
  private readonly tables: readonly string[];

  constructor(path: string) {
    this.connection = new Libsql(path);
    this.connection.pragma('busy_timeout = 5000');
    this.connection.pragma('foreign_keys = OFF');
    this.connection.pragma('synchronous = OFF');
    const names = this.connection
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
      .all() as { name: string }[];
    this.tables = names.map(({ name }) => name).filter((name) => !LASTING.test(name));
  }

  /** All rows by table, in an order of their own; surrogate keys and clocks are left out, names of tables made the same. */
  read(): Map<string, Row[]> {
    const read = (table: string) =>
      this.connection.prepare(`SELECT * FROM "${table}"`).safeIntegers(true).all() as Row[];
    const rows = this.tables.map((table): [string, Row[]] => [
      table.replace(/_\d+$/, ''),
      read(table).map(plain).sort(byText),
    ]);
    return new Map(rows.filter(([, some]) => some.length > 0));
  }

  clear(): void {
    this.connection.exec(
      ['BEGIN', ...this.tables.map((table) => `DELETE FROM "${table}"`), 'COMMIT'].join('; '),
    );
  }

  close(): void {
    this.connection.close();
  }
}

function plain(row: Row): Row {
  const kept = Object.entries(row).filter(
    ([column]) => !/^(ingest_date|dataset_type_id|run_id|collection_id)$/.test(column),
  );
  return Object.fromEntries(
    kept.map(([column, value]) => [column, Buffer.isBuffer(value) ? value.toString('hex') : value]),
  );
}

function byText(a: Row, b: Row): number {
  const [x, y] = [sortKey(a), sortKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

const APPROXIMATE = ['region', 'azimuth', 'zenith_angle', 'tracking_ra', 'tracking_dec'];

function sortKey(row: Row): string {
  return text(Object.fromEntries(Object.entries(row).filter(([column]) => !APPROXIMATE.includes(column))));
}

function text(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part));
}

/** Radians. */
const REGION_TOLERANCE = 1e-12;
const RADIANS = Math.PI / 180;
/** Degrees: what may lie between positions that are computed with Earth orientation data. */
const ARCSECOND = 1 / 3600;
const ARCSECOND_RADIANS = ARCSECOND * RADIANS;

/** What differs between two registries' rows, in some lines; empty where they are the same. */
export function differences(ours: Map<string, Row[]>, theirs: Map<string, Row[]>): string[] {
  const found: string[] = [];
  // Where even the position on the sky is a computed one, so is every region.
  const nearby = positionsDiffer(ours, theirs);
  for (const table of new Set([...ours.keys(), ...theirs.keys()])) {
    if (nearby && table.endsWith('_skypix_overlap')) continue;
    const [a, b] = [ours.get(table) ?? [], theirs.get(table) ?? []];
    if (a.length !== b.length) {
      found.push(`${table}: ${a.length} rows, the reference has ${b.length}`);
      continue;
    }
    for (const [index, row] of a.entries())
      found.push(...rowDifferences(table, row, b[index] as Row, nearby));
  }
  return found.slice(0, 12);
}

/** Whether both sides have the exposure at nearly, not exactly, the same position. */
function positionsDiffer(ours: Map<string, Row[]>, theirs: Map<string, Row[]>): boolean {
  const [a = {}, b = {}] = [ours.get('exposure')?.[0], theirs.get('exposure')?.[0]];
  const exact = a['tracking_ra'] === b['tracking_ra'] && a['tracking_dec'] === b['tracking_dec'];
  return !exact && withinAnArcsecond(a, b, 'tracking_ra', 'tracking_dec');
}

function rowDifferences(table: string, ours: Row, theirs: Row, nearby: boolean): string[] {
  const columns = new Set([...Object.keys(ours), ...Object.keys(theirs)]);
  const close = new Set([
    ...(withinAnArcsecond(ours, theirs, 'azimuth', 'zenith_angle') ? ['azimuth', 'zenith_angle'] : []),
    ...(nearby ? ['tracking_ra', 'tracking_dec'] : []),
  ]);
  const tolerance = nearby ? ARCSECOND_RADIANS : REGION_TOLERANCE;
  return [...columns]
    .filter((column) => text(ours[column]) !== text(theirs[column]))
    .filter((column) => !close.has(column))
    .filter((column) => !(column === 'region' && sameRegion(ours[column], theirs[column], tolerance)))
    .map((column) =>
      `${table}.${column}: ${text(ours[column])}, the reference has ${text(theirs[column])}`.slice(0, 300),
    );
}

function sameRegion(ours: unknown, theirs: unknown, tolerance: number): boolean {
  if (typeof ours !== 'string' || typeof theirs !== 'string') return false;
  const [a, b] = [ConvexPolygon.fromBase64(ours).vertices, ConvexPolygon.fromBase64(theirs).vertices];
  return a.length === b.length && a.every((vertex, i) => distance(vertex, b[i] as Vector3) <= tolerance);
}

/** Whether two directions, given by two columns of degrees, are closer than an arcsecond. */
function withinAnArcsecond(ours: Row, theirs: Row, longitude: string, latitude: string): boolean {
  const angles = [ours[longitude], theirs[longitude], ours[latitude], theirs[latitude]];
  if (!angles.every((angle) => typeof angle === 'number')) return false;
  const [a, b, c, d] = angles as [number, number, number, number];
  const shrink = latitude === 'zenith_angle' ? Math.sin(d * RADIANS) : Math.cos(d * RADIANS);
  return Math.hypot((a - b) * shrink, c - d) <= ARCSECOND;
}

function distance(a: Vector3, b: Vector3): number {
  return Math.hypot(...a.map((component, axis) => component - b[axis]!));
}
