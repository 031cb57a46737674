import assert from 'node:assert/strict';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Conformance } from '../support/conformance.js';
import { footman } from '../support/footman.js';
import { readTestHeaders, writeHeaders } from '../support/test-headers.js';

/** What Footman says of four files of an exposure, some of which were stored before. */
interface Expectation {
  readonly ingested: number;
  readonly duplicate: number;
  /** Codes of files that are refused. */
  readonly refused?: readonly string[];
  /** Fields of the stored exposure that differ. */
  readonly differences?: readonly string[];
  readonly visitMissing?: boolean;
  /** False where Rubin's ingest fails and Footman, on purpose, doesn't. @default true */
  readonly sameRows?: boolean;
}

/** What Rubin's own tools left in a repository (see `python/existing_content.py`), and what becomes of late files then. */
const SCENARIOS: Readonly<Record<string, Expectation>> = {
  late: { ingested: 3, duplicate: 1 },
  improved: { ingested: 3, duplicate: 1, differences: ['dark_time', 'target_name'], sameRows: false },
  refined_visit: { ingested: 3, duplicate: 1 },
  other_day: { ingested: 3, duplicate: 1, differences: ['day_obs.timespan'], sameRows: false },
  without_visit: { ingested: 3, duplicate: 1, visitMissing: true },
  other_visit_systems: { ingested: 3, duplicate: 1 },
  unstored: { ingested: 3, duplicate: 1 },
  trashed: { ingested: 1, duplicate: 3 },
  registry_only: { ingested: 3, duplicate: 1 },
  other_id: { ingested: 2, duplicate: 2 },
  other_id_unstored: { ingested: 2, duplicate: 1, refused: ['conflict'] },
  other_size: { ingested: 2, duplicate: 0, refused: ['corrected', 'corrected'] },
  elsewhere: { ingested: 2, duplicate: 0, refused: ['conflict', 'conflict'] },
};

/** Of these tables no row changes when Rubin's ingest would have failed. */
const IMPROVED = /"table": "(exposure|day_obs|visit|visit_detector_region|visit_definition)"/;

/** Content that was improved, taken out or stored otherwise stays as it is, and late files come in beside it. */
export async function existingContent({ checks, reference, shared, work }: Conformance): Promise<void> {
  const directory = join(work, 'existing-content');
  const headers = (await readTestHeaders(shared)).filter(({ name }) => name.includes('MC_O_20250609_000578'));
  const [header = ''] = await writeHeaders(directory, headers);
  const exposure = await reference.writeExposure(directory, header, 101, { sidecars: true, detectors: 4 });
  const files = (await readdir(exposure)).filter((name) => name.endsWith('.fits')).sort();
  const empty = join(directory, 'empty');
  await reference.createRepository(empty, {});
  const python = reference.startScript('existing_content.py');
  try {
    for (const [scenario, expected] of Object.entries(SCENARIOS)) {
      await checks.check(`existing content: ${scenario.replaceAll('_', ' ')}`, async () => {
        const [theirs, ours] = [
          join(directory, `${scenario}-reference`),
          join(directory, `${scenario}-footman`),
        ];
        await cp(empty, theirs, { recursive: true });
        const question = {
          root: theirs,
          copy: ours,
          scenario,
          files: files.map((name) => join(exposure, name)),
        };
        const { failures } = JSON.parse(await python.ask(JSON.stringify(question))) as { failures: string[] };
        const dump = (root: string) =>
          reference.dump({ database: join(root, 'gen3.sqlite3') }, `${root}.jsonl`);
        const before = await dump(ours);
        const report = (await footman.ingest(ours, [exposure])) as unknown as Report;
        const [{ differences = [], visitMissing = undefined } = {}] = report.exposures;
        assert.deepEqual(
          {
            ingested: report.ingested,
            duplicate: report.duplicate,
            refused: report.refused.map(({ code }) => code),
            differences: differences.map(({ field }) => field),
            visitMissing,
          },
          {
            ingested: expected.ingested,
            duplicate: expected.duplicate,
            refused: expected.refused ?? [],
            differences: expected.differences ?? [],
            visitMissing: expected.visitMissing ?? false,
          },
        );
        const after = await dump(ours);
        await dump(theirs);
        if (expected.sameRows !== false) return reference.same(`${theirs}.jsonl`, `${ours}.jsonl`);
        assert.equal(failures.length, files.length, 'every file fails in the reference');
        assert.deepEqual(rowsOf(after), rowsOf(before));
        return 'the reference fails, on purpose not so here; what was stored stays';
      });
    }
  } finally {
    await python.close();
  }
}

interface Report {
  readonly ingested: number;
  readonly duplicate: number;
  readonly refused: readonly { readonly code: string }[];
  readonly exposures: readonly {
    readonly differences: readonly { readonly field: string }[];
    readonly visitMissing: boolean;
  }[];
}

const rowsOf = (dump: string): readonly string[] => dump.split('\n').filter((line) => IMPROVED.test(line));
