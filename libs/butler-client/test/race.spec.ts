import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { createRepository, openRepository, Repository } from '../src/index.js';
import { exposure, files, instrument } from './support/builders.js';
import { DATABASES, Places } from './support/repositories.js';

const WRITER = fileURLToPath(new URL('./support/racing-writer.ts', import.meta.url));
const workspace = fileURLToPath(new URL('../../..', import.meta.url));
const DETECTORS = 205;

/** A writer in a process of its own, with its connections open. */
async function writer(root: string, seed: number) {
  const loader = ['--conditions', '@footman/source', '--import', '@swc-node/register/esm-register'];
  const child = spawn(process.execPath, [...loader, WRITER, root, String(seed)], {
    cwd: workspace,
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '--no-warnings' },
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const ended = once(child, 'close');
  await lines.next();
  return {
    async race(): Promise<Record<string, number>> {
      child.stdin.end('go\n');
      const { value } = await lines.next();
      expect(await ended).toEqual([0, null]);
      return JSON.parse(value as string) as Record<string, number>;
    },
  };
}

/** All rows whose ids aren't the database's own, clocks left out. */
async function rows(repository: Repository): Promise<unknown> {
  const { database } = repository as unknown as {
    database: { query(s: string): Promise<readonly object[]>; sql: { table(name: string): string } };
  };
  const tables = [
    'instrument detector physical_filter group day_obs exposure visit visit_system visit_definition visit_system_membership',
    'visit_detector_region visit_skypix_overlap visit_detector_region_skypix_overlap dataset_location file_datastore_records',
    'visit_skypix_overlap_summary visit_detector_region_skypix_overlap_summary',
  ].flatMap((line) => line.split(' '));
  const found = tables.map(async (table) => {
    const all = await database.query(`SELECT * FROM ${database.sql.table(table)}`);
    return [
      table,
      all
        .map((row) => JSON.stringify(row, (_key, v: unknown) => (typeof v === 'bigint' ? String(v) : v)))
        .sort(),
    ];
  });
  return {
    tables: await Promise.all(found),
    datasets: await repository.datasets(),
    summary: await repository.summary(),
    types: (await repository.datasetTypes()).map(({ id: _, tagsTable: __, ...type }) => type),
  };
}

describe.each(DATABASES)('writers in processes of their own, on %s', (name, start) => {
  const writers = name === 'PostgreSQL' ? 8 : 3;
  let places: Places;
  beforeAll(async () => {
    places = await start();
  });
  afterAll(() => places.close());

  it('register and write the same at once, and leave the rows of one writer alone', async () => {
    const raced = places.next();
    const created = await createRepository(raced.root, raced.options);
    await created.close();
    const ready = await Promise.all(Array.from({ length: writers }, (_, n) => writer(raced.root, n + 1)));
    const results = await Promise.all(ready.map((each) => each.race()));
    const total = (status: string) => results.reduce((sum, counts) => sum + (counts[status] ?? 0), 0);
    expect([total('new'), total('exposures'), total('conflict'), total('corrected')]).toEqual([410, 2, 0, 0]);

    const alone = places.next();
    const serial = await createRepository(alone.root, alone.options);
    await serial.registerInstrument(instrument({ detectors: DETECTORS }));
    const exposures = [1, 2].map((seq_num) => exposure(seq_num, { detectors: DETECTORS }));
    await serial.writeBatch({ exposures, datasets: exposures.flatMap((e) => files(e, DETECTORS)) });
    const looked = await openRepository(raced.root);
    expect(await rows(looked)).toEqual(await rows(serial));
    for (const repository of [looked, serial]) await repository.close();
  }, 120_000);
});
