import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One of the reference's real headers, with what Rubin's translators make of it. */
export interface TestHeader {
  readonly name: string;
  readonly header: Record<string, string | number | boolean | null>;
  readonly instrument: string;
  readonly expected: Record<string, unknown>;
}

/** Reads all real headers of all instruments. */
export async function readTestHeaders(shared: string): Promise<TestHeader[]> {
  const expected = new Map(
    (await lines(shared, 'expected.jsonl')).map((line) => [line['file'] as string, line]),
  );
  return (await lines(shared, 'headers.jsonl')).map((line) => {
    const { file, header } = line as { file: string; header: TestHeader['header'] };
    const translated = expected.get(file) ?? {};
    const instrument = String(translated['instrument']);
    return { name: file.replace(/\.yaml$/, ''), header, instrument, expected: translated };
  });
}

/** Cameras of which there is no real header speak through one of a sister, by what tells the two apart. */
const DERIVED: readonly { readonly from: string; readonly instrument: string; readonly cards: object }[] = [
  {
    from: 'GC101_O_20221208_000211',
    instrument: 'StarTrackerFast',
    cards: { OBSID: 'GC103_O_20221208_000211' },
  },
  {
    from: 'lsstCam-MC_O_20250609_000578_R01_S01',
    instrument: 'LSSTCamSim',
    cards: { INSTRUME: 'LSSTCamSim', OBSID: 'MC_S_20250609_000578', CONTRLLR: 'S' },
  },
];

/** Reads all real headers, and adds those of cameras that have none; nothing is expected of these. */
export async function readAllHeaders(shared: string): Promise<TestHeader[]> {
  const real = await readTestHeaders(shared);
  const derived = DERIVED.flatMap(({ from, instrument, cards }) =>
    real
      .filter(({ name }) => name === from)
      .map(({ header }) => ({
        name: `${instrument}-${from}`,
        header: { ...header, ...cards },
        instrument,
        expected: {},
      })),
  );
  return [...real, ...derived];
}

/** Writes headers as JSON files, and gives their paths. */
export async function writeHeaders(directory: string, headers: readonly TestHeader[]): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  return Promise.all(
    headers.map(async ({ name, header }) => {
      const path = join(directory, `${name}.json`);
      await writeFile(path, JSON.stringify(header));
      return path;
    }),
  );
}

async function lines(shared: string, file: string): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(shared, 'headers', file), 'utf8');
  // Python's JSON has NaN, JSON has not.
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line.replaceAll(': NaN', ': null')) as Record<string, unknown>);
}
