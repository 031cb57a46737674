/**
 * Compares what Footman makes of files with what Rubin's own code makes of the same files, group by group, and closes with
 * 'N passed, N failed'. The reference is found at FOOTMAN_REFERENCE, by default beside the workspace.
 *
 *     node tools/conformance/dist/conformance.js [--only PATTERN] [--seed N] [--count N] [--case N]
 */
import { startPostgres } from '@footman/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { engines } from './checks/engines.js';
import { exposures } from './checks/exposures.js';
import { files } from './checks/files.js';
import { mutations } from './checks/mutations.js';
import { page } from './checks/page.js';
import { polygons } from './checks/polygons.js';
import { presence } from './checks/presence.js';
import { rivalry } from './checks/rivalry.js';
import { translation } from './checks/translation.js';
import { existingContent } from './checks/existing-content.js';
import { Checks } from './support/checks.js';
import type { CheckGroup } from './support/conformance.js';
import { readOptions } from './support/options.js';
import { Reference } from './support/reference.js';

/** The groups of checks, the longest first; `--only` chooses among their names. */
const groups: Readonly<Record<string, CheckGroup>> = {
  rivalry,
  exposures,
  files,
  existingContent,
  mutations,
  engines,
  presence,
  translation,
  polygons,
};
/** Groups that run beside each other, since in each one side mostly waits for the other. */
const BESIDE = 2;

const options = readOptions();
const shared =
  process.env['FOOTMAN_REFERENCE'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const work = await mkdtemp(join(tmpdir(), 'footman-conformance-'));
const checks = new Checks();
const reference = await Reference.install(shared, work);
let server: ReturnType<typeof startServer> | undefined;
try {
  process.stdout.write(`The reference: ${versionLine(await reference.versions())}\n`);
  const postgres = async () => (await (server ??= startServer())).url;
  const chosen = Object.entries(groups)
    .filter(([name]) => options.only.test(name))
    .values();
  const runAll = async () => {
    for (const [name, group] of chosen) {
      // A group that can't even begin is a failure like any other.
      try {
        await group({ checks, reference, options, shared, work, postgres });
      } catch (error) {
        await checks.check(name, () => Promise.reject(error as Error));
      }
    }
  };
  await Promise.all(Array.from({ length: BESIDE }, runAll));
  if (options.only.test('page')) await page(checks, Object.keys(groups), shared);
} finally {
  await reference.close();
  await (await server)?.close();
  await rm(work, { recursive: true, force: true });
}
process.stdout.write(`${checks.passed} passed, ${checks.failed} failed\n`);
process.exitCode = checks.failed === 0 ? 0 : 1;

/** Rubin's Butler wants an extension and leaves it to the database's administrator, which here is us. */
async function startServer(): ReturnType<typeof startPostgres> {
  const postgres = await startPostgres(join(work, 'postgres'));
  const client = new Client({ connectionString: postgres.url });
  await client.connect();
  await client.query('CREATE EXTENSION btree_gist');
  await client.end();
  return postgres;
}

function versionLine(versions: Record<string, string>): string {
  return Object.entries(versions)
    .map(([name, version]) => `${name} ${version}`)
    .join(', ');
}
