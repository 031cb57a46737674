import { createRepository } from '@footman/butler-client';
import { type EmbeddedS3, startS3 } from '@footman/embedded';
import { ObjectStore } from '@footman/object-store';
import { registerInstruments } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { jest } from '@jest/globals';
import Database from 'libsql';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { simulateExposure } from '../src/demo/camera-simulator.js';
import { bytesOf } from '../src/demo/put-files.js';
import { footman } from './run-footman.js';

const DETECTORS = instrumentByName('LSSTCam').detectors.filter(({ full_name }) =>
  /^R(22_S1|00_SG)/.test(full_name),
);
const files = simulateExposure({ day_obs: 20251115, seq_num: 9, detectors: DETECTORS });
/** All but the clock. */
const REAL = [
  'setTimeout',
  'setInterval',
  'setImmediate',
  'nextTick',
  'queueMicrotask',
  'performance',
  'hrtime',
] as const;
const KEY = 'MC_O_20251115_000009_R22_S11';

describe.each(['on disk', 'in S3'])('footman butler verify of files %s', (where) => {
  let dir: string;
  let repo: string;
  let s3: EmbeddedS3 | undefined;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-verify-'));
    repo = join(dir, 'repo');
    const repository = await createRepository(repo);
    await registerInstruments(repository, ['LSSTCam']);
    await repository.close();
    if (where === 'in S3') {
      s3 = await startS3({ buckets: ['site'] });
      process.env['S3_ENDPOINT_URL'] = s3.endpoint;
      process.env['AWS_ACCESS_KEY_ID'] = s3.accessKey;
      process.env['AWS_SECRET_ACCESS_KEY'] = s3.secretKey;
    }
    const store = new ObjectStore(process.env);
    for (const file of files) {
      for (const object of [file, file.sidecar]) {
        if (!object) continue;
        if (s3) await store.put('site', object.key, await bytesOf(object));
        else {
          await mkdir(join(dir, dirname(object.key)), { recursive: true });
          await writeFile(join(dir, object.key), await bytesOf(object));
        }
      }
    }
    store.close();
    const place = s3 ? 's3://site/LSSTCam' : join(dir, 'LSSTCam');
    expect(await footman('butler', 'ingest', repo, place)).toMatchObject({ exitCode: 0 });
  });

  afterAll(async () => {
    await s3?.close();
    for (const name of ['S3_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'])
      delete process.env[name];
    await rm(dir, { recursive: true, force: true });
  });

  const sql = (statement: string) => {
    const database = new Database(join(repo, 'gen3.sqlite3'));
    database.exec(statement);
    database.close();
  };

  test('finds nothing where all is as it was ingested', async () => {
    const { exitCode, stdout } = await footman('butler', 'verify', repo);
    expect(stdout).toBe('1 exposures, 5 files: 0 differences in 0 exposures, 0 files unread\n');
    expect(exitCode).toBe(0);
  });

  test('finds the repository that BUTLER_REPO names', async () => {
    process.env['BUTLER_REPO'] = repo;
    expect(await footman('butler', 'verify')).toMatchObject({ exitCode: 0 });
    delete process.env['BUTLER_REPO'];
  });

  test('names what differs, says so by its exit code, and mends nothing', async () => {
    sql("UPDATE exposure SET target_name = 'improved', timespan_end = timespan_end + 1000");
    const first = await footman('butler', 'verify', repo);
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toMatch(
      /exposure\.target_name +1 +LSSTCam 2025111500009 MC_O_20251115_000009 +improved/,
    );
    expect(first.stdout).toMatch(/exposure\.timespan/);
    expect(first.stdout).toMatch(/2 differences in 1 exposures/);
    const before = await readFile(join(repo, 'gen3.sqlite3'));
    const { exitCode, stdout } = await footman('butler', 'verify', '--json', repo);
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      exposures: 1,
      files: 5,
      differences: [{ table: 'exposure', field: 'target_name', stored: 'improved' }, { field: 'timespan' }],
      unread: [],
    });
    expect(await readFile(join(repo, 'gen3.sqlite3'))).toEqual(before);
  });

  test('looks only at the instrument, night and run that are asked for', async () => {
    const counts = async (...flags: string[]) => {
      const { stdout } = await footman('butler', 'verify', '--json', ...flags, repo);
      const { exposures, files } = JSON.parse(stdout) as Record<string, number>;
      return [exposures, files];
    };
    expect(await counts('--instrument', 'LATISS')).toEqual([0, 0]);
    expect(await counts('--day', '20251114')).toEqual([0, 0]);
    jest.useFakeTimers({ now: Date.parse('2025-11-16T15:00:00Z'), doNotFake: [...REAL] });
    expect(await counts('--day', 'last')).toEqual([1, 5]);
    jest.setSystemTime(Date.parse('2025-11-16T11:00:00Z'));
    expect(await counts('--day', 'last')).toEqual([0, 0]);
    jest.useRealTimers();
    const { stdout } = await footman('butler', 'verify', '--day', '20251115', repo);
    expect(stdout).toMatch(/^20251115: 1 exposures, 5 files: /m);
    expect(await counts('--instrument', 'LSSTCam', '--day', '20251115')).toEqual([1, 5]);
    expect(await counts('--collection', 'LSSTCam/raw/guider')).toEqual([1, 2]);
  });

  test('a file that is gone or changed is told from drift', async () => {
    sql("UPDATE file_datastore_records SET file_size = 5 WHERE path LIKE '%R22_S12.fits'");
    if (where === 'in S3') {
      sql(
        `UPDATE file_datastore_records SET path = replace(path, 'R22_S11', 'gone') WHERE path LIKE '%R22_S11.fits'`,
      );
    } else {
      const path = join(dir, files.find(({ key }) => key.includes(`${KEY}.fits`))?.key ?? '');
      await rename(path, `${path}.moved`);
    }
    const { exitCode, stdout } = await footman('butler', 'verify', repo);
    expect(exitCode).toBe(2);
    expect(stdout).toMatch(/^unread (file|s3):.*(R22_S11|gone)\.fits: /);
    expect(stdout).toMatch(/file\.file_size +1 +raw LSSTCam 95 2025111500009 +5 /);
    expect(stdout).toMatch(/4 files: 3 differences in 1 exposures, 1 files unread/);
  });
});

test('footman butler verify says by its exit code that there is nothing to read', async () => {
  expect(await footman('butler', 'verify', '/no/such/repo')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('/no/such/repo'),
  });
  expect(await footman('butler', 'verify', '/x', '--day', 'yesterday')).toMatchObject({ exitCode: 2 });
  expect(await footman('butler', 'verify')).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining('BUTLER_REPO'),
  });
});
