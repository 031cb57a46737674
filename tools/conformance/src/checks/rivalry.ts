import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import { footman } from '../support/footman.js';
import type { Registry } from '../support/reference.js';
import { readTestHeaders, writeHeaders } from '../support/test-headers.js';

/** An exposure on sky. */
const HEADER = 'MC_O_20250609_000578';
const DAY_OBS = 20250609;
/** Numbers of the exposures that Footman alone writes, Rubin's ingest alone, and both. */
const SEQ_NUMS = { ours: 9001, theirs: 9002, both: 9003 } as const;

/**
 * Many processes write the same exposure in overlapping batches, while Rubin's own ingest writes another, and then the same, into the same
 * registry, and a reader of Rubin's looks at it all the time. The rows in the end are those of a serial ingest.
 */
export async function rivalry(conformance: Conformance): Promise<void> {
  const { work } = conformance;
  const database = await conformance.postgres();
  await race(conformance, 'PostgreSQL', 8, (name) => {
    const registry = { database, schema: `rivalry_${name}` };
    return { root: join(work, `rivalry-postgresql-${name}`), create: registry, registry };
  });
  await race(conformance, 'SQLite', 3, (name) => {
    const root = join(work, `rivalry-sqlite-${name}`);
    return { root, create: {}, registry: { database: join(root, 'gen3.sqlite3') } };
  });
}

type MakeRegistry = (name: string) => {
  readonly root: string;
  readonly create: Partial<Registry>;
  readonly registry: Registry;
};

async function race(
  conformance: Conformance,
  kind: string,
  workers: number,
  make: MakeRegistry,
): Promise<void> {
  const { checks, reference, work } = conformance;
  const title = `${kind}: ${workers} writers, Rubin's ingest and a reader of Rubin's at once end in the rows of a serial ingest`;
  await checks.check(title, async () => {
    const [raced, serial] = [make('raced'), make('serial')];
    const exposures = await writeExposures(conformance, kind);
    for (const { root, create } of [raced, serial]) await reference.createRepository(root, create);

    const reader = reference.startScript(
      'rival_reader.py',
      raced.root,
      String(DAY_OBS * 100_000 + SEQ_NUMS.ours),
    );
    const rivals = async (ours: string, theirs: string) => {
      const files = await filesOf(ours);
      const writers = Array.from({ length: workers }, (_, n) => write(raced.root, shuffled(files, n + 1)));
      await Promise.all([...writers, reference.ingest(raced.root, [theirs])]);
    };
    let running = true;
    const racing = rivals(exposures.ours, exposures.theirs)
      .then(() => rivals(exposures.both, exposures.both))
      .finally(() => (running = false));
    let rounds = 0;
    let seen: Seen = { datasets: 0, broken: [] };
    try {
      for (let last = false; !last; rounds++) {
        last = !running;
        seen = JSON.parse(await reader.ask('')) as Seen;
        assert.deepEqual(seen.broken, [], `what the reader found in round ${rounds}`);
      }
    } finally {
      await Promise.allSettled([racing]);
      await reader.close();
    }
    await racing;
    assert.equal(seen.datasets, 3 * 205);

    await reference.ingest(serial.root, Object.values(exposures));
    const dump = (name: string) => join(work, `rivalry-${kind}-${name}.jsonl`);
    await reference.dump(serial.registry, dump('serial'));
    await reference.dump(raced.registry, dump('raced'));
    return `${await reference.same(dump('serial'), dump('raced'))}; ${rounds} rounds of reading`;
  });
}

interface Seen {
  readonly datasets: number;
  readonly broken: readonly string[];
}

async function writeExposures(
  { reference, shared, work }: Conformance,
  kind: string,
): Promise<Record<keyof typeof SEQ_NUMS, string>> {
  const header = (await readTestHeaders(shared)).filter(({ name }) => name.includes(HEADER));
  const [path = ''] = await writeHeaders(join(work, 'rivalry-header'), header);
  const directory = (seqNum: number) =>
    reference.writeExposure(join(work, `rivalry-${kind}`), path, seqNum, { sidecars: true });
  const [ours, theirs, both] = await Promise.all(Object.values(SEQ_NUMS).map(directory));
  return { ours: ours as string, theirs: theirs as string, both: both as string };
}

/** Ingests files by halves that overlap, each in a process of its own, and in the end all of them again. */
async function write(root: string, files: readonly string[]): Promise<void> {
  const half = Math.ceil(files.length / 2);
  for (const batch of [files.slice(0, half), files.slice(half / 2, half + half / 2), files]) {
    const { refused } = await footman.ingest(root, batch);
    // A guider may come before every science file of its exposure; it comes again in the end.
    const faults = (refused as { code: string }[]).filter(({ code }) => code !== 'unknown-exposure');
    assert.deepEqual(batch === files ? refused : faults, []);
  }
}

async function filesOf(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names.filter((name) => name.endsWith('.fits')).map((name) => join(directory, name));
}

/** Another order for each seed, and the same for the same. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const keyed = items.map((item) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return { item, key: state };
  });
  return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
}
