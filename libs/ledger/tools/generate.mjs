/**
 * Makes `src/generated` (Prisma's client) from `prisma/schema.prisma` and `src/migrations.generated.ts` from `prisma/migrations`:
 *
 *   node libs/ledger/tools/generate.mjs
 *
 * Prisma's command line comes from the registry for this alone; nothing else needs it, and nothing is downloaded beyond it.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const migrations = join(root, 'prisma', 'migrations');

generateClient();
generateMigrations();

function generateClient() {
  rmSync(join(root, 'src', 'generated'), { recursive: true, force: true });
  prisma('format');
  prisma('generate');
}

function prisma(command) {
  const { status } = spawnSync('npx', ['--yes', `prisma@${dependencies['@prisma/client']}`, command], {
    cwd: root,
    stdio: 'inherit',
    // It looks for the engine that migrates, which these commands don't use.
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: '/bin/true', CHECKPOINT_DISABLE: '1' },
  });
  if (status !== 0) process.exit(1);
}

function generateMigrations() {
  const names = readdirSync(migrations, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const list = names.map((name) => {
    const sql = readFileSync(join(migrations, name, 'migration.sql'), 'utf8');
    return { name, checksum: createHash('sha256').update(sql).digest('hex'), sql };
  });
  const text = list
    .map(({ name, checksum, sql }) => {
      const quoted = sql.replace(/[\\`]|\$\{/g, '\\$&');
      return `  {\n    name: '${name}',\n    checksum: '${checksum}',\n    sql: \`${quoted}\`,\n  },\n`;
    })
    .join('');
  writeFileSync(
    join(root, 'src', 'migrations.generated.ts'),
    `// Made by tools/generate.mjs from prisma/migrations.\n\n` +
      `/** One committed migration, with the checksum that Prisma has for it. */\n` +
      `export interface Migration {\n  readonly name: string;\n  readonly checksum: string;\n  readonly sql: string;\n}\n\n` +
      `/** All migrations in the order in which they apply; here so that a bundled program has them. */\n` +
      `export const MIGRATIONS: readonly Migration[] = [\n${text}];\n`,
  );
}
