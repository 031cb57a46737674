import type { RawFile } from '@footman/obs-base';
import { fileURLToPath } from 'node:url';
import { StackEngine, type StackEngineOptions } from '../src/index.js';

const script = fileURLToPath(new URL('./fake-worker.mjs', import.meta.url));

let engine: StackEngine;
let log: string[];

function open(options: Partial<StackEngineOptions> = {}): StackEngine {
  log = [];
  engine = new StackEngine({
    python: [process.execPath],
    script,
    repository: 'repo',
    env: {},
    timeoutMs: 5000,
    restartMs: 0,
    onLog: (line) => log.push(line),
    ...options,
  });
  return engine;
}

afterEach(() => engine.close());

const file = (name: string, guider = false): RawFile => ({
  uri: `s3://bucket/exposure/${name}`,
  size: 1,
  guider,
  bytes: { read: () => Promise.reject(new Error('The pipelines read files themselves')) },
  sidecar: () => Promise.reject(new Error('The pipelines read sidecars themselves')),
});

const write = (...names: string[]) => engine.write(names.map((name) => file(name)));
const pids = () => new Set(log.map((line) => line.split(' ').at(-1)));

test('prepares nothing, and gathers files by their directory', async () => {
  open();
  const raw = file('a');
  expect(await engine.prepare(raw)).toBe(raw);
  expect(engine.batchKey(raw)).toBe('s3://bucket/exposure');
});

test('tells what became of each file in our terms', async () => {
  open();
  const result = await engine.write([file('a'), file('refused'), file('guider', true), file('failed')]);
  expect(result.files).toEqual([
    {
      status: 'ingested',
      instrument: 'LSSTCam',
      exposure: 7,
      detector: 94,
      dataset: { id: expect.any(String), type: 'raw', run: 'LSSTCam/raw/all' },
    },
    { status: 'refused', error: expect.objectContaining({ code: 'conflict', reason: 'it is there' }) },
    { status: 'waiting', obs_id: 'X' },
    { status: 'failed', error: expect.objectContaining({ transient: false }) },
  ]);
  expect(result.exposures).toMatchObject([{ id: 7, status: 'new', visitDefined: true, differences: [] }]);
});

test('keeps one process for all batches, and passes on what it logs', async () => {
  open();
  await Promise.all([write('a'), write('b'), write('c')]);
  // What it logs comes on a line of its own, and may be later than its answers; closing waits for all of it.
  await engine.close();
  expect(log).toHaveLength(3);
  expect(pids().size).toBe(1);
});

test.each([
  ['dies', 'crash', /ended with exit code 139; its last words: WARNING fake: crash/],
  ['talks nonsense', 'garbage', /said what it must not: Traceback/],
  ['answers something else', 'wrong-id', /wasn't asked/],
  ['refuses for a reason that we do not know', 'unknown-code', /said what it must not/],
])('a process that %s costs its batch nothing, and another takes its place', async (_, act, message) => {
  open();
  await expect(write(act)).rejects.toMatchObject({
    transient: true,
    system: 'stack',
    message: expect.stringMatching(message),
  });
  expect((await write('again')).files).toMatchObject([{ status: 'ingested' }]);
  expect(pids().size).toBe(2);
});

test('a process that takes too long over a batch is killed', async () => {
  open({ timeoutMs: 200 });
  await expect(write('hang')).rejects.toMatchObject({ transient: true, message: /longer than 200 ms/ });
  expect((await write('again')).files).toHaveLength(1);
});

test('a system that the pipelines miss is no fault of the process', async () => {
  open();
  await expect(write('away')).rejects.toMatchObject({ transient: true, system: 'object-store' });
  await write('again');
  expect(pids().size).toBe(1);
});

test('batches behind one whose process dies are sent to the next process', async () => {
  open();
  const results = await Promise.allSettled([write('a'), write('crash'), write('b')]);
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('a file over which the process dies again and again fails alone, and its neighbours are ingested', async () => {
  open();
  const together = () => write('a', 'crash', 'b');
  await expect(together()).rejects.toMatchObject({ transient: true });
  for (let death = 2; death <= 3; death++) {
    const { files } = await together();
    expect(files).toMatchObject([
      { status: 'ingested' },
      { status: 'failed', error: { transient: true, system: 'stack' } },
      { status: 'failed', error: { transient: true, system: 'stack' } },
    ]);
  }
  const { files } = await together();
  expect(files.map(({ status }) => status)).toEqual(['ingested', 'failed', 'ingested']);
  expect(files[1]).toMatchObject({ error: { transient: false, message: /died over it 3 times/ } });
  expect((await write('a', 'b')).files).toHaveLength(2);
});

test('a system that goes away in mid-batch leaves the rest of it for later', async () => {
  open();
  expect((await write('a', 'unavailable')).files).toMatchObject([
    { status: 'ingested' },
    { status: 'failed', error: { transient: true, system: 'butler', message: /OperationalError/ } },
  ]);
});

test('waits longer each time that it dies, and not at all after it did its work', async () => {
  open({ restartMs: 300 });
  await expect(write('crash')).rejects.toThrow('ended with');
  await expect(write('a')).rejects.toThrow('start again in 1 s');
  await sleep(320);
  await expect(write('crash')).rejects.toThrow('ended with');
  await sleep(320);
  await expect(write('a')).rejects.toMatchObject({ transient: true, message: /start again/ });
  await sleep(320);
  expect((await write('a')).files).toHaveLength(1);
  await expect(write('crash')).rejects.toThrow('ended with');
  await sleep(320);
  expect((await write('a')).files).toHaveLength(1);
});

test.each([
  ['has no repository', 'no-repository', 'stack', /can't open the repository: FileNotFoundError/],
  ['finds the database away', 'database-away', 'butler', /OperationalError/],
  ['lacks the pipelines', 'crashes', 'stack', /exit code 3; its last words: ModuleNotFoundError/],
  ['is never ready', 'never-ready', 'stack', /to start took longer than 1000 ms/],
])('a process that %s says so when it starts', async (_, repository, system, message) => {
  open({ repository, startTimeoutMs: repository === 'never-ready' ? 1000 : 10_000 });
  await expect(engine.start()).rejects.toMatchObject({
    transient: true,
    system,
    message: expect.stringMatching(message),
  });
});

test('a program that is not there is named', async () => {
  open({ python: ['/nowhere/python3'] });
  await expect(write('a')).rejects.toMatchObject({
    transient: true,
    message: expect.stringMatching(/\/nowhere\/python3 can't be started/),
  });
});

test('finishes what was given before it closes, and takes no more', async () => {
  open();
  const last = write('a');
  await engine.close();
  expect((await last).files).toHaveLength(1);
  await expect(write('b')).rejects.toThrow('closed');
});

const sleep = (ms: number) => new Promise((next) => setTimeout(next, ms));
