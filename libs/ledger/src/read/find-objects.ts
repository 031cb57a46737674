import { Prisma, type PrismaClient } from '../generated/client.js';
import { STATES, type ObjectState } from '../object-life.js';
import { OBJECT_COLUMNS, toLedgerObject, type LedgerObject, type ObjectRow } from './ledger-object.js';
import { readCursor, writeCursor, type Page, type PageOf } from './page.js';

/** Which objects; all of what is given holds. */
export interface ObjectFilter {
  /** `profile@bucket`, or `bucket` alone. */
  readonly bucket?: string;
  /** The observing day, YYYYMMDD. */
  readonly night?: number;
  /** The obs_id. */
  readonly exposure?: string;
  readonly states?: readonly ObjectState[];
  readonly reason?: string;
  readonly key?: string;
  /** What the key begins with. */
  readonly prefix?: string;
}

/** All contents that the ledger knows of keys; those that it doesn't know are left out. */
export async function findObjects(
  prisma: PrismaClient,
  bucket: string,
  keys: readonly string[],
): Promise<LedgerObject[]> {
  const rows = await prisma.$queryRaw<ObjectRow[]>`
    SELECT ${Prisma.raw(OBJECT_COLUMNS)} FROM object WHERE bucket = ${bucket} AND key = ANY(${keys}::text[]) ORDER BY key, id`;
  return rows.map(toLedgerObject);
}

/** Objects by bucket and key, a page at a time. */
export async function listObjects(
  prisma: PrismaClient,
  filter: ObjectFilter,
  page: Page,
): Promise<PageOf<LedgerObject>> {
  const { limit = 100, after } = page;
  const select = (conditions: readonly Prisma.Sql[], count: number) =>
    prisma.$queryRaw<ObjectRow[]>`
      SELECT ${Prisma.raw(OBJECT_COLUMNS)} FROM object WHERE ${Prisma.join([...conditions], ' AND ')}
      ORDER BY bucket, key, id LIMIT ${count}`;
  const conditions = conditionsOf(filter);
  let rows: ObjectRow[];
  if (after === undefined) {
    rows = await select(conditions, limit + 1);
  } else {
    // First the rest of the bucket, then other buckets: of both at once the planner has no idea how few they are.
    const [bucket, key, id] = readCursor(after, 3);
    const rest = Prisma.sql`bucket = ${bucket} AND (key, id) > (${key}, ${id})`;
    rows = await select([...conditions, rest], limit + 1);
    const lacking = limit + 1 - rows.length;
    if (lacking > 0 && filter.bucket === undefined) {
      rows.push(...(await select([...conditions, Prisma.sql`bucket > ${bucket}`], lacking)));
    }
  }
  return pageOf(rows, limit, ({ bucket, key, id }) => [bucket, key, id]);
}

/**
 * Objects that wait for a person, newest first: dead ones, corrected ones, and those that wait for their exposure since before
 * `parkedBefore`.
 */
export async function listDead(
  prisma: PrismaClient,
  filter: ObjectFilter,
  parkedBefore: number,
  page: Page,
): Promise<PageOf<LedgerObject>> {
  const { limit = 100, after } = page;
  const { states = ['dead', 'corrected', 'parked'] } = filter;
  const conditions = conditionsOf({ ...filter, states });
  conditions.push(Prisma.sql`(state <> 'parked' OR parked_at < ${new Date(parkedBefore)})`);
  if (after !== undefined) {
    const [at, id] = readCursor(after, 2);
    conditions.push(Prisma.sql`(step_at, id) < (${new Date(Number(at))}, ${id})`);
  }
  const rows = await prisma.$queryRaw<ObjectRow[]>`
    SELECT ${Prisma.raw(OBJECT_COLUMNS)} FROM object WHERE ${Prisma.join(conditions, ' AND ')}
    ORDER BY step_at DESC, id DESC LIMIT ${limit + 1}`;
  return pageOf(rows, limit, ({ step_at, id }) => [String(step_at.getTime()), id]);
}

function conditionsOf(filter: ObjectFilter): Prisma.Sql[] {
  const { bucket, night, exposure, states, reason, key, prefix } = filter;
  const conditions = [Prisma.sql`TRUE`];
  if (bucket !== undefined) conditions.push(Prisma.sql`bucket = ${bucket}`);
  if (night !== undefined) conditions.push(Prisma.sql`night = ${night}`);
  if (exposure !== undefined) conditions.push(Prisma.sql`exposure = ${exposure}`);
  if (states !== undefined) conditions.push(isAmong(states));
  if (reason !== undefined) conditions.push(Prisma.sql`reason = ${reason}`);
  if (key !== undefined) conditions.push(Prisma.sql`key = ${key}`);
  if (prefix) conditions.push(Prisma.sql`key >= ${prefix} AND key < ${prefix + LAST_CHARACTER}`);
  return conditions;
}

/** As literals, by which the planner sees how rare they are. */
function isAmong(states: readonly ObjectState[]): Prisma.Sql {
  const known = states.filter((state) => STATES.includes(state));
  if (known.length === 0) return Prisma.sql`FALSE`;
  return Prisma.raw(`state IN (${known.map((state) => `'${state}'`).join(', ')})`);
}

/** No key continues with it, since it is no character of Unicode that may be used. */
const LAST_CHARACTER = '\u{10FFFF}';

function pageOf(
  rows: readonly ObjectRow[],
  limit: number,
  cursor: (row: ObjectRow) => readonly string[],
): PageOf<LedgerObject> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    items: shown.map(toLedgerObject),
    next: rows.length > limit && last ? writeCursor(cursor(last)) : null,
  };
}
