import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import { footman } from '../support/footman.js';
import type { Registry } from '../support/reference.js';
import { readTestHeaders, writeHeaders } from '../support/test-headers.js';

const INSTRUMENTS = ['LSSTCam', 'LATISS', 'LSSTComCam', 'LSSTComCamSim', 'LSST-TS8'];

/** Whole LSSTCam exposures, of 205 files each, make the same rows on both databases and in both universes. */
export async function exposures(conformance: Conformance): Promise<void> {
  const { work } = conformance;
  const url = await conformance.postgres();
  const written = await writeExposures(conformance);
  const sqlite: MakeRegistry = (name) => {
    const root = join(work, `sqlite-${name}`);
    return { root, create: {}, registry: { database: join(root, 'gen3.sqlite3') } };
  };
  const postgresql: MakeRegistry = (name) => {
    const registry = { database: url, schema: name.replaceAll('-', '_') };
    return { root: join(work, `postgresql-${name}`), create: registry, registry };
  };
  await Promise.all([
    comparison(conformance, 'SQLite', sqlite, written),
    comparison(conformance, 'PostgreSQL', postgresql, written),
  ]);
  await universe7(conformance, sqlite, written.slice(-3).flat());
}

type MakeRegistry = (name: string) => {
  readonly root: string;
  readonly create: Partial<Registry>;
  readonly registry: Registry;
};

/** For each header the directories of two exposures: 205 files with sidecars, and 205 without. */
async function writeExposures({ reference, shared, work }: Conformance): Promise<string[][]> {
  const headers = (await readTestHeaders(shared)).filter(({ instrument }) => instrument === 'LSSTCam');
  const paths = await writeHeaders(join(work, 'exposure-headers'), headers);
  const write = (path: string, seqNum: number, sidecars: boolean) =>
    reference.writeExposure(join(work, 'exposures'), path, seqNum, { sidecars });
  const written: string[][] = [];
  for (const [index, path] of paths.entries()) {
    const seqNum = 1000 + 2 * index;
    written.push(await Promise.all([write(path, seqNum, true), write(path, seqNum + 1, false)]));
  }
  return written;
}

async function comparison(
  { checks, reference, work }: Conformance,
  kind: string,
  make: MakeRegistry,
  written: readonly string[][],
): Promise<void> {
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

  const all = written.flat();
  let refusedByReference = 0;
  for (const directories of written) refusedByReference += await reference.ingest(theirs.root, directories);
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
async function universe7(
  { checks, reference, work }: Conformance,
  make: MakeRegistry,
  some: readonly string[],
): Promise<void> {
  const theirs = make('universe-7-reference');
  const ours = make('universe-7-footman');
  await checks.check('universe 7: the same rows in a repository created by Rubin', async () => {
    for (const { root, create } of [theirs, ours])
      await reference.createRepository(root, create, { universe: 7 });
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
