/**
 * Writes src/schema/*.generated.ts from a registry that daf_butler made: `pg_dump --schema-only` of one on PostgreSQL, `.schema` of
 * one on SQLite, and its rows as JSON lines (`{"table": ..., ...columns}`), each with one dataset type of instrument, detector and
 * exposure registered.
 *
 *     node tools/generate-schema.mjs POSTGRES.sql SQLITE.sql ROWS.jsonl
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [postgresFile, sqliteFile, rowsFile] = process.argv.slice(2);
if (!rowsFile) {
  console.error('usage: node tools/generate-schema.mjs POSTGRES.sql SQLITE.sql ROWS.jsonl');
  process.exit(2);
}
const target = join(dirname(fileURLToPath(import.meta.url)), '../src/schema');

/** Statements of a dump: they end with a semicolon at the end of a line. */
function statements(text) {
  return text
    .split(/;\s*\n/)
    .map((s) => s.trim())
    .filter((s) => s && !s.startsWith('--') && !s.startsWith('\\'));
}

/** The tables of dataset types come and go with these: src/schema/tags-table.ts makes them. */
const dynamic = (statement) => /dataset_(tags|calibs)_\d/.test(statement);
const squeeze = (statement) =>
  statement.replace(/\s+/g, ' ').replace(/\( /g, '(').replace(/ \)/g, ')').replace(/ ,/g, ',');

function postgres(text) {
  const schema = /CREATE SCHEMA (\w+);/.exec(text)?.[1];
  return statements(text)
    .map((s) => s.replace(/^\\.*\n/gm, ''))
    .filter((s) => /^(CREATE (TABLE|SEQUENCE|INDEX)|ALTER TABLE|COMMENT ON)/.test(s) && !dynamic(s))
    .map((s) => {
      // Text in comments stays as it is.
      const [head, ...rest] = s.split(" IS '");
      const body = squeeze(head).replaceAll(`${schema}.`, '{schema}.').replace(' USING btree', '');
      return [body.replace('ALTER TABLE ONLY', 'ALTER TABLE'), ...rest].join(" IS '");
    })
    .map((s) => s.replace(/ START WITH 1 INCREMENT BY 1 NO MINVALUE NO MAXVALUE CACHE 1$/, ''));
}

function sqlite(text) {
  return statements(text)
    .filter((s) => !dynamic(s) && !s.includes('sqlite_sequence'))
    .map((s) => s.replace('CREATE TABLE IF NOT EXISTS', 'CREATE TABLE'));
}

function attributes(text) {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line))
    .filter((row) => row.table === 'butler_attributes')
    .map(({ name, value }) => ({ name, value }));
}

const header =
  '// Made by tools/generate-schema.mjs from the schema of daf_butler 30, universe 8. Do not edit.\n\n';
const literal = (text) => '`' + text.replace(/[\\`]|\$\{/g, '\\$&') + '`';
const list = (name, doc, items) =>
  `${header}/** ${doc} */\nexport const ${name}: readonly string[] = [\n${items.map((s) => `  ${literal(s)},\n`).join('')}];\n`;

writeFileSync(
  join(target, 'postgres.generated.ts'),
  list(
    'POSTGRES_SCHEMA',
    "A registry's tables on PostgreSQL; `{schema}` stands for the schema's quoted name.",
    postgres(readFileSync(postgresFile, 'utf8')),
  ),
);
writeFileSync(
  join(target, 'sqlite.generated.ts'),
  list(
    'SQLITE_SCHEMA',
    "A registry's tables on SQLite, spelled as SQLAlchemy spells them.",
    sqlite(readFileSync(sqliteFile, 'utf8')),
  ),
);
writeFileSync(
  join(target, 'attributes.generated.ts'),
  `${header}/** What a new registry says about itself: its managers, their versions and its dimension universe. */\n` +
    `export const BUTLER_ATTRIBUTES: readonly { readonly name: string; readonly value: string }[] = [\n` +
    attributes(readFileSync(rowsFile, 'utf8'))
      .map(({ name, value }) => `  { name: ${JSON.stringify(name)}, value: ${literal(value)} },\n`)
      .join('') +
    '];\n',
);
