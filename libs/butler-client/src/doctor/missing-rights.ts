import { PostgresDatabase } from '../database/postgres-database.js';
import { text } from '../database/values.js';
import { Right } from './ingest-rights.js';

/** A right that the role lacks, or null for `grant` where its table isn't even there. */
export interface MissingRight {
  readonly right: Right;
  /** Such as `INSERT on main.exposure`, or that the relation is missing. */
  readonly text: string;
  /** The statement that gives it, where one can. */
  readonly grant: string | null;
}

/** Which of some rights the connection's role doesn't have. */
export async function missingRights(
  database: PostgresDatabase,
  role: string,
  rights: readonly Right[],
): Promise<readonly MissingRight[]> {
  const { schema, sql } = database;
  const inSchema = rights.filter(({ kind }) => kind === 'schema');
  const others = rights.filter(({ kind }) => kind !== 'schema');
  const schemaRows = await database.query(
    'SELECT p, has_schema_privilege(n.oid, p) AS allowed FROM unnest($1::text[]) AS p, pg_catalog.pg_namespace n WHERE n.nspname = $2',
    [inSchema.map(({ privilege }) => privilege), schema],
  );
  // By the catalog, because names can't be resolved in a schema that may not be used.
  const rows = await database.query(
    `SELECT w.i, c.oid IS NOT NULL AS there,
       CASE w.kind WHEN 'sequence' THEN has_sequence_privilege(c.oid, w.privilege) ELSE has_table_privilege(c.oid, w.privilege) END AS allowed
     FROM unnest($1::int8[], $2::text[], $3::text[], $4::text[]) AS w(i, kind, name, privilege)
     LEFT JOIN (SELECT c.oid, c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
       WHERE n.nspname = $5) c ON c.relname = w.name ORDER BY w.i`,
    [
      others.map((_, i) => i),
      others.map(({ kind }) => kind),
      others.map(({ name }) => name),
      others.map(({ privilege }) => privilege),
      schema,
    ],
  );
  const quotedRole = quoted(role);
  const denied = new Set(schemaRows.filter((row) => row['allowed'] !== true).map((row) => text(row['p'])));
  const missingInSchema = inSchema
    .filter(({ privilege }) => denied.has(privilege))
    .map((right) => ({
      right,
      text: `${right.privilege} on schema ${schema}`,
      grant: `GRANT ${right.privilege} ON SCHEMA ${quoted(schema)} TO ${quotedRole};`,
    }));
  const missing = others.flatMap((right, i): readonly MissingRight[] => {
    const row = rows[i];
    if (row?.['allowed'] === true) return [];
    const { kind, name, privilege } = right;
    if (row?.['there'] !== true)
      return [{ right, text: `${kind} ${schema}.${name} is missing`, grant: null }];
    const grant = `GRANT ${privilege} ON ${kind === 'sequence' ? 'SEQUENCE ' : ''}${sql.table(name)} TO ${quotedRole};`;
    return [{ right, text: `${privilege} on ${schema}.${name}`, grant }];
  });
  return [...missingInSchema, ...missing];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
