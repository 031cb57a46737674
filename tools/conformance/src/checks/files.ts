import { instrumentNames } from '@footman/obs-lsst';
import assert from 'node:assert/strict';
import { copyFile, mkdir, readdir, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import { footman } from '../support/footman.js';
import type { Registry } from '../support/reference.js';
import { type TestHeader, readAllHeaders } from '../support/test-headers.js';

/** The reference computes where this one points with Earth orientation data; its rows are compared in `mutations`. */
const COMPUTED_POSITIONS = ['latiss-AT_O_20200121_000045'];

/** Where files are ingested: each database, universe and maker of the repository meets each form of a file. */
const REPOSITORIES = [
  { form: 'fits', database: 'SQLite', universe: 8, maker: 'Footman' },
  { form: 'sidecars', database: 'SQLite', universe: 7, maker: 'Rubin' },
  { form: 'files', database: 'SQLite', universe: 8, maker: 'Rubin' },
  { form: 'fits', database: 'PostgreSQL', universe: 7, maker: 'Rubin' },
  { form: 'sidecars', database: 'PostgreSQL', universe: 8, maker: 'Footman' },
  { form: 'files', database: 'PostgreSQL', universe: 8, maker: 'Footman' },
] as const;

type Form = (typeof REPOSITORIES)[number]['form'];

const TITLES: Readonly<Record<Form, string>> = {
  fits: 'every real header as FITS',
  sidecars: 'every real header as sidecar',
  files: 'every real file',
};

/** Every real header and every real file, of all instruments, makes the same rows or is refused by both sides. */
export async function files(conformance: Conformance): Promise<void> {
  const { checks, reference, work } = conformance;
  const places = await writeFiles(conformance);
  for (const [index, { form, database, universe, maker }] of REPOSITORIES.entries()) {
    const title = `${TITLES[form]}: the same rows in a ${database} repository of universe ${universe} created by ${maker}`;
    await checks.check(title, async () => {
      const make = async (whose: string) => {
        const root = join(work, `files-${whose}-${index}`);
        if (database === 'SQLite')
          return { root, create: {}, registry: { database: join(root, 'gen3.sqlite3') } as Registry };
        const registry: Registry = {
          database: await conformance.postgres(),
          schema: `files_${whose}_${index}`,
        };
        return { root, create: registry, registry };
      };
      const [ours, theirs] = [await make('ours'), await make('theirs')];
      await reference.createRepository(theirs.root, theirs.create, {
        universe,
        instruments: instrumentNames,
      });
      if (maker === 'Footman') await footman.createRepository(ours.root, ours.create, instrumentNames);
      else
        await reference.createRepository(ours.root, ours.create, { universe, instruments: instrumentNames });

      const refused = await ingestThere(conformance, theirs.root, places[form]);
      const report = await footman.ingest(ours.root, places[form]);
      const names = (report.refused as { uri: string }[]).map(({ uri }) => basename(decodeURIComponent(uri)));
      assert.deepEqual(names.sort(), refused.sort(), JSON.stringify(report.refused));

      const dumps = ['ours', 'theirs'].map((whose) => join(work, `files-${whose}-${index}.jsonl`)) as [
        string,
        string,
      ];
      await writeFile(dumps[0], withoutLeftovers(await reference.dump(ours.registry, dumps[0])));
      await writeFile(dumps[1], withoutLeftovers(await reference.dump(theirs.registry, dumps[1])));
      const same = await reference.same(...dumps);
      return `${places[form].length} files, ${refused.length} refused by both; ${same}`;
    });
  }
}

/** Without groups and days of no exposure: the reference writes them before it finds out that it must refuse a file. */
function withoutLeftovers(dump: string): string {
  const lines = dump.trimEnd().split('\n');
  const rows = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const exposures = rows.filter(({ table }) => table === 'exposure');
  const groups = new Set(exposures.map(({ instrument, group }) => `${instrument} ${group}`));
  const days = new Set(exposures.map(({ instrument, day_obs }) => `${instrument} ${day_obs}`));
  const kept = lines.filter((_, index) => {
    const { table, instrument, name, id } = rows[index] as Record<string, unknown>;
    if (table === 'group') return groups.has(`${instrument} ${name}`);
    return table !== 'day_obs' || days.has(`${instrument} ${id}`);
  });
  return `${kept.join('\n')}\n`;
}

/** Ingests one file after the other, and gives the names of those that the reference refuses. */
async function ingestThere(
  { reference }: Conformance,
  root: string,
  paths: readonly string[],
): Promise<string[]> {
  const script = reference.startScript('ingest.py', root);
  try {
    const refused: string[] = [];
    for (const path of paths) {
      const answer = JSON.parse(await script.ask(path)) as { refused: string | null };
      if (answer.refused !== null) refused.push(basename(path));
    }
    return refused;
  } finally {
    await script.close();
  }
}

/** Writes all headers in both forms, and copies the real files. */
async function writeFiles({ reference, shared, work }: Conformance): Promise<Record<Form, string[]>> {
  const headers = (await readAllHeaders(shared)).filter(({ name }) => !COMPUTED_POSITIONS.includes(name));
  const directory = (form: Form) => join(work, 'places', form);
  for (const form of ['fits', 'sidecars', 'files'] as const)
    await mkdir(directory(form), { recursive: true });

  const script = reference.startScript('write_fits.py');
  const fitsPath = ({ name }: TestHeader) => join(directory('fits'), `${name.replace(/\.fits$/, '')}.fits`);
  for (const header of headers) {
    await script.ask(JSON.stringify({ path: fitsPath(header), header: header.header }));
  }
  await script.close();

  const sidecars = headers.map(async ({ name, header }) => {
    const path = join(directory('sidecars'), `${name.replace(/\.fits$/, '')}.fits`);
    await writeFile(path, 'The sidecar tells all.');
    await writeFile(path.replace(/\.fits$/, '.json'), JSON.stringify(header));
    return path;
  });
  const real = (await readdir(join(shared, 'files'))).sort();
  const copies = real.map(async (name) => {
    const path = join(directory('files'), name);
    await copyFile(join(shared, 'files', name), path);
    return path;
  });
  const paths = (await Promise.all(copies)).filter((path) => path.includes('.fits'));
  // A guider's exposure has to be known first.
  const guiders = paths.filter((path) => path.includes('_guider'));
  const raws = paths.filter((path) => !guiders.includes(path));
  return {
    fits: headers.map(fitsPath),
    sidecars: await Promise.all(sidecars),
    files: [...raws, ...guiders],
  };
}
