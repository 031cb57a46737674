import { type Repository, createRepository, openRepository } from '@footman/butler-client';
import { type Header, fileSource } from '@footman/fits';
import {
  type FileOutcome,
  type IngestEngine,
  type IngestResult,
  RawIngest,
  type RawFile,
  RefusedFileError,
  ShadowIngest,
  registerInstruments,
} from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { StackEngine } from '@footman/stack-client';
import { appendFile, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { referenceStack } from './reference-stack.js';
import { fits, header, keyOf } from './site.js';

interface RunningEngine {
  readonly engine: IngestEngine;
  close(): Promise<void>;
}

const reference = referenceStack();

const native = async (root: string): Promise<RunningEngine> => {
  const repository = await openRepository(root, { writeable: true });
  return { engine: new RawIngest(repository), close: () => repository.close() };
};

const stack = async (root: string): Promise<RunningEngine> => {
  const { python, env } = reference as NonNullable<typeof reference>;
  const engine = new StackEngine({ python: [python], env, repository: root });
  return { engine, close: () => engine.close() };
};

const shadow = async (root: string): Promise<RunningEngine> => {
  const writer = await stack(root);
  const repository = await openRepository(root);
  const engine = new ShadowIngest(
    writer.engine,
    new RawIngest(repository),
    repository,
    ({ differences }) => reported.push(...differences),
    // A file that is gone can't be compared.
    (error) => reported.push(...((error as { code?: string }).code === 'ENOENT' ? [] : [error])),
  );
  const close = async () => {
    await writer.close();
    await repository.close();
  };
  return { engine, close };
};

/** What the shadow engine found to tell. */
const reported: unknown[] = [];

const engines: [string, (root: string) => Promise<RunningEngine>][] = [
  ['native', native],
  ...(reference
    ? ([
        ['stack', stack],
        ['shadow', shadow],
      ] as [string, typeof stack][])
    : []),
];

/** What every engine has to do with the same files. */
describe.each(engines)('the %s engine', (_, start) => {
  let directory: string;
  let running: RunningEngine;
  let repository: Repository;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-engines-'));
    const root = join(directory, 'repo');
    const created = await createRepository(root);
    await registerInstruments(created, ['LSSTCam']);
    await created.close();
    running = await start(root);
    repository = await openRepository(root);
  });

  afterEach(() => expect(reported).toEqual([]));

  afterAll(async () => {
    await running.close();
    await repository.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** A raw file on disk, with a sidecar unless there is content of another kind. */
  async function raw(
    seqNum: number,
    detector: string,
    {
      cards = header(seqNum, detector),
      key = keyOf(seqNum, detector),
      content = fits(cards),
      sidecar = true,
    } = {},
  ): Promise<RawFile> {
    const path = join(directory, key);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
    if (sidecar) await writeFile(path.replace(/fits$/, 'json'), JSON.stringify(cards));
    return rawFileAt(path);
  }

  /** Prepares and writes; a file that is refused when it's prepared is refused. */
  async function ingest(files: readonly RawFile[]): Promise<IngestResult> {
    const outcomes: FileOutcome[] = [];
    const prepared: { readonly file: unknown; readonly position: number }[] = [];
    for (const [position, file] of files.entries()) {
      try {
        prepared.push({ file: await running.engine.prepare(file), position });
      } catch (error) {
        outcomes[position] =
          error instanceof RefusedFileError
            ? { status: 'refused', error }
            : { status: 'failed', error: error as Error };
      }
    }
    const result = await running.engine.write(prepared.map(({ file }) => file));
    prepared.forEach(({ position }, index) => (outcomes[position] = result.files[index] as FileOutcome));
    return { files: outcomes, exposures: result.exposures };
  }

  const kinds = async (files: readonly RawFile[]): Promise<string[]> =>
    (await ingest(files)).files.map((file) => (file.status === 'refused' ? file.error.code : file.status));

  const datasets = (seqNum: number) => repository.datasets({ exposure: 2025060900000 + seqNum });

  test('writes files of an exposure with its visit, and a second time changes nothing', async () => {
    const files = await Promise.all(
      ['R22_S11', 'R22_S12', 'R00_SW0', 'R00_SG0'].map((each) => raw(801, each)),
    );
    const first = await ingest(files);
    expect(first.files).toMatchObject(Array(4).fill({ status: 'ingested', instrument: 'LSSTCam' }));
    expect(first.exposures).toMatchObject([
      { instrument: 'LSSTCam', id: 2025060900801, status: 'new', visitDefined: true },
    ]);
    const stored = await datasets(801);
    expect(stored.map(({ uri }) => uri).sort()).toEqual(files.map(({ uri }) => uri).sort());
    expect(stored.map(({ fileSize }) => fileSize)).toContain(files[0]?.size);
    const told = (result: IngestResult) =>
      result.files.map((file) => 'dataset' in file && { id: file.dataset?.id, detector: file.detector });
    const inButler = files.map(({ uri }) => {
      const dataset = stored.find((each) => each.uri === uri);
      return { id: dataset?.id, detector: dataset?.dataId['detector'] };
    });
    expect(told(first)).toEqual(inButler);
    expect(await repository.detectorRegionCount('LSSTCam', 2025060900801)).toBe(205);

    const again = await ingest(files);
    expect(again.files.map(({ status }) => status)).toEqual(Array(4).fill('duplicate'));
    expect(told(again)).toEqual(inButler);
    expect(await datasets(801)).toEqual(stored);
  });

  test('reads a file without sidecar', async () => {
    expect(await kinds([await raw(802, 'R22_S11', { sidecar: false })])).toEqual(['ingested']);
  });

  test('adds late files to an exposure', async () => {
    expect(await kinds([await raw(803, 'R22_S11')])).toEqual(['ingested']);
    expect(await kinds([await raw(803, 'R22_S11'), await raw(803, 'R22_S12')])).toEqual([
      'duplicate',
      'ingested',
    ]);
  });

  test('lets a guider wait until its exposure is known', async () => {
    const guider = await raw(804, 'R00_SG0');
    const { files, exposures } = await ingest([guider]);
    expect(files).toEqual([{ status: 'waiting', obs_id: 'MC_O_20250609_000804' }]);
    expect(exposures).toEqual([]);
    expect(await kinds([await raw(804, 'R22_S11')])).toEqual(['ingested']);
    expect(await kinds([guider])).toEqual(['ingested']);
  });

  test('takes a guider that comes in front of its exposure in the same batch', async () => {
    expect(await kinds([await raw(805, 'R00_SG0'), await raw(805, 'R22_S11')])).toEqual([
      'ingested',
      'ingested',
    ]);
  });

  test('refuses bad files with the reason, and takes their neighbours', async () => {
    const { OBSID: _, ...anonymous } = header(806, 'R22_S12');
    const foreign: Header = { INSTRUME: 'SOMETHING', OBSID: 'x' };
    const files = [
      await raw(806, 'R22_S10', { sidecar: false, content: fits(header(806, 'R22_S10')).subarray(0, 4000) }),
      await raw(806, 'R22_S11'),
      await raw(806, 'R22_S02', { sidecar: false, content: new Uint8Array() }),
      await raw(806, 'R22_S12', { cards: anonymous }),
      await raw(806, 'R22_S20', { cards: foreign }),
      await raw(806, 'R22_S21', { cards: header(807, 'R22_S21', { FILTER: 'nosuch' }) }),
      await raw(806, 'R22_S22', { cards: header(806, 'R22_S22'), key: keyOf(806, 'R22_SG2') }),
      await raw(806, 'R00_SG0'),
      await raw(806, 'R00_SG1', { cards: foreign }),
    ];
    expect(await kinds(files)).toEqual([
      'unreadable-header',
      'ingested',
      'unreadable-header',
      'untranslatable-header',
      'unknown-instrument',
      'refused-by-butler',
      'not-a-guider',
      'ingested',
      'unknown-instrument',
    ]);
    expect(await datasets(806)).toHaveLength(2);
  });

  test('finds several culprits of different kinds in an exposure of 205, and takes their neighbours', async () => {
    const detectors = instrumentByName('LSSTCam').detectors.map(({ full_name }) => full_name);
    expect(detectors).toHaveLength(205);
    // Their data IDs are taken already, which only the registry can tell.
    const taken = new Set(['R22_S11', 'R22_S12', 'R01_S00', 'R00_SG0']);
    await ingest([
      ...(await Promise.all(
        [...taken].map((each) =>
          raw(811, each, { key: `elsewhere/811_${each}${each.includes('_SG') ? '_guider' : ''}.fits` }),
        ),
      )),
    ]);
    const gone = new Set(['R43_S22', 'R44_SG1']);
    const files = await Promise.all(detectors.map((each) => raw(811, each, { sidecar: !gone.has(each) })));
    await Promise.all([...gone].map((each) => rm(join(directory, keyOf(811, each)))));
    const begin = performance.now();
    const expected = detectors.map((each) =>
      taken.has(each) ? 'conflict' : gone.has(each) ? 'failed' : 'ingested',
    );
    expect(await kinds(files)).toEqual(expected);
    expect(performance.now() - begin).toBeLessThan(60_000);
    expect(await datasets(811)).toHaveLength(203);
  });

  test('refuses another file of the same data ID, and the same file with another size', async () => {
    const first = await raw(808, 'R22_S11');
    const other = await raw(808, 'R22_S11', { key: 'elsewhere/copy.fits' });
    expect(await kinds([first])).toEqual(['ingested']);
    expect(await kinds([other, await raw(808, 'R22_S12')])).toEqual(['conflict', 'ingested']);
    const path = join(directory, keyOf(808, 'R22_S11'));
    await appendFile(path, new Uint8Array(2880));
    expect(await kinds([await rawFileAt(path)])).toEqual(['corrected']);
    expect(await datasets(808)).toHaveLength(2);
  });

  test('a file that is gone fails alone, and may come back', async () => {
    const file = await raw(809, 'R22_S12', { sidecar: false });
    const path = join(directory, keyOf(809, 'R22_S12'));
    const content = await readFile(path);
    await rm(path);
    expect(await kinds([await raw(809, 'R22_S11'), file])).toEqual(['ingested', 'failed']);
    await writeFile(path, content);
    expect(await kinds([file])).toEqual(['ingested']);
  });

  test('makes no visit of files whose place has none', async () => {
    const result = await ingest([{ ...(await raw(810, 'R22_S11')), visits: false }]);
    expect(result.exposures).toMatchObject([{ status: 'new', visitDefined: false }]);
    expect(await repository.visits({ ids: [2025060900810] })).toEqual([]);
  });

  test('does nothing with an empty batch', async () => {
    expect(await ingest([])).toEqual({ files: [], exposures: [] });
  });
});

async function rawFileAt(path: string): Promise<RawFile> {
  const { size } = await stat(path);
  return {
    uri: pathToFileURL(path).href,
    size,
    guider: path.includes('_guider'),
    bytes: fileSource(path),
    sidecar: () => readFile(path.replace(/fits$/, 'json')).catch(() => null),
  };
}
