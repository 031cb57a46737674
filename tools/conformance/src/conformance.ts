/**
 * Compares what Footman writes with what Rubin's own code writes for the same files, row for row, and closes with
 * 'N passed, N failed'. The reference is found at FOOTMAN_REFERENCE, by default beside the workspace.
 */
import { startPostgres } from '@footman/embedded';
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { Checks } from './checks.js';
import { footman } from './footman.js';
import { Reference, type Registry } from './reference.js';

const INSTRUMENTS = ['LSSTCam', 'LATISS', 'LSSTComCam', 'LSSTComCamSim', 'LSST-TS8'];

const shared =
  process.env['FOOTMAN_REFERENCE'] ?? fileURLToPath(new URL('../../../../shared', import.meta.url));
const work = await mkdtemp(join(tmpdir(), 'footman-conformance-'));
const checks = new Checks();
const reference = await Reference.install(shared);
const postgres = await startPostgres(join(work, 'postgres'));
try {
  await createExtension(postgres.url);
  const headers = await readHeaders();
  await translation(headers);
  const exposures = await writeExposures(headers);
  await Promise.all([
    comparison('SQLite', sqlite, exposures),
    comparison('PostgreSQL', postgresql, exposures),
  ]);
  await universe7(exposures);
} finally {
  await postgres.close();
  await rm(work, { recursive: true, force: true });
}
process.stdout.write(`${checks.passed} passed, ${checks.failed} failed\n`);
process.exitCode = checks.failed === 0 ? 0 : 1;

/** Rubin's Butler wants this extension and leaves it to the database's administrator, which here is us. */
async function createExtension(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE EXTENSION btree_gist');
  await client.end();
}

interface TestHeader {
  readonly name: string;
  readonly path: string;
  readonly expected: Record<string, unknown>;
}

/** LSSTCam's real headers, each as a JSON file, with what Rubin's translators make of it. */
async function readHeaders(): Promise<TestHeader[]> {
  // Python's JSON has NaN, JSON has not.
  const lines = async (file: string) =>
    (await readFile(join(shared, 'headers', file), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line.replaceAll(': NaN', ': null')) as Record<string, unknown>);
  const expected = new Map((await lines('expected.jsonl')).map((line) => [line['file'] as string, line]));
  const headers: TestHeader[] = [];
  await mkdir(join(work, 'headers'));
  for (const { file, header } of (await lines('headers.jsonl')) as { file: string; header: object }[]) {
    const wanted = expected.get(file);
    if (wanted?.['instrument'] !== 'LSSTCam') continue;
    const path = join(work, 'headers', file.replace(/\.yaml$/, '.json'));
    await writeFile(path, JSON.stringify(header));
    headers.push({ name: file.replace(/\.yaml$/, ''), path, expected: wanted });
  }
  return headers;
}

async function translation(headers: readonly TestHeader[]): Promise<void> {
  const translated = await footman.translate(headers.map(({ path }) => path));
  for (const [index, { name, expected }] of headers.entries()) {
    await checks.check(`translate ${name}`, async () => {
      assert.deepEqual({ ...translated[index], file: null }, { ...expected, file: null });
    });
  }
}

/** The directories of whole exposures made from one header: 205 files with sidecars, and 205 without. */
type Exposures = readonly string[];

async function writeExposures(headers: readonly TestHeader[]): Promise<Exposures[]> {
  const write = (path: string, seqNum: number, sidecars: boolean) =>
    reference.writeExposure(join(work, 'exposures'), path, seqNum, { sidecars });
  const written: Exposures[] = [];
  for (const [index, { path }] of headers.entries()) {
    const seqNum = 1000 + 2 * index;
    written.push(await Promise.all([write(path, seqNum, true), write(path, seqNum + 1, false)]));
  }
  return written;
}

type MakeRegistry = (name: string) => {
  readonly root: string;
  readonly create: Partial<Registry>;
  readonly registry: Registry;
};

function sqlite(name: string): ReturnType<MakeRegistry> {
  const root = join(work, `sqlite-${name}`);
  return { root, create: {}, registry: { database: join(root, 'gen3.sqlite3') } };
}

function postgresql(name: string): ReturnType<MakeRegistry> {
  const registry = { database: postgres.url, schema: name.replaceAll('-', '_') };
  return { root: join(work, `postgresql-${name}`), create: registry, registry };
}

async function comparison(kind: string, make: MakeRegistry, exposures: readonly Exposures[]): Promise<void> {
  const theirs = make('reference');
  const ours = make('footman');
  const mixed = make('footman-in-reference');
  const dump = (name: string) => join(work, `${kind}-${name}.jsonl`);

  await checks.check(`${kind}: a repository that Footman creates is the one that Rubin creates`, async () => {
    await reference.createRepository(theirs.root, theirs.create);
    await reference.createRepository(mixed.root, mixed.create);
    await footman.createRepository(ours.root, ours.create, INSTRUMENTS);
    await reference.dump(theirs.registry, dump('created-reference'));
    await reference.dump(ours.registry, dump('created-footman'));
    return reference.same(dump('created-reference'), dump('created-footman'), { attributes: true });
  });

  const all = exposures.flat();
  let refusedByReference = 0;
  for (const directories of exposures) refusedByReference += await reference.ingest(theirs.root, directories);
  await reference.dump(theirs.registry, dump('reference'));
  for (const [name, { root, registry }] of Object.entries({ footman: ours, mixed })) {
    const created = name === 'footman' ? 'created by Footman' : 'created by Rubin';
    await checks.check(`${kind}: Footman's rows are Rubin's, in a repository ${created}`, async () => {
      const report = await footman.ingest(root, all);
      const reasons = JSON.stringify(report.refused.slice(0, 3));
      assert.equal(report.refused.length, refusedByReference, `refused files: ${reasons}`);
      await reference.dump(registry, dump(name));
      return reference.same(dump('reference'), dump(name));
    });
    await checks.check(`${kind}: a second ingest changes nothing, in a repository ${created}`, async () => {
      const before = await reference.dump(registry, dump(name));
      const report = await footman.ingest(root, all);
      assert.equal(report.ingested, 0);
      assert.equal(await reference.dump(registry, dump(name)), before);
    });
    await checks.check(`${kind}: Rubin's Butler reads a repository ${created}`, async () => {
      assert.deepEqual(stripRoot(await reference.check(root)), stripRoot(await reference.check(theirs.root)));
    });
  }
}

/** Production's registries may still be of universe 7. */
async function universe7(exposures: readonly Exposures[]): Promise<void> {
  const theirs = sqlite('universe-7-reference');
  const ours = sqlite('universe-7-footman');
  await checks.check('universe 7: the same rows in a repository created by Rubin', async () => {
    const some = exposures.slice(-3).flat();
    for (const { root, create } of [theirs, ours]) await reference.createRepository(root, create, 7);
    await reference.ingest(theirs.root, some);
    await footman.ingest(ours.root, some);
    await reference.dump(theirs.registry, join(work, 'u7-reference.jsonl'));
    await reference.dump(ours.registry, join(work, 'u7-footman.jsonl'));
    return reference.same(join(work, 'u7-reference.jsonl'), join(work, 'u7-footman.jsonl'));
  });
}

/** The sample of URIs that `check` prints is not in a fixed order. */
function stripRoot(instruments: Record<string, Record<string, unknown>>): unknown {
  return Object.fromEntries(Object.entries(instruments).map(([name, { uris: _, ...rest }]) => [name, rest]));
}
