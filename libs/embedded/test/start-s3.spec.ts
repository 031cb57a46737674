import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startS3, type EmbeddedS3 } from '../src/start-s3.js';
import type { StoredObject } from '../src/stored-object.js';

describe('startS3', () => {
  let directory: string;
  let s3: EmbeddedS3;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-s3-'));
    s3 = await startS3({ dir: join(directory, 's3') });
  });

  afterAll(async () => {
    await s3.close();
    await rm(directory, { recursive: true, force: true });
  });

  it('tells of each PUT with its key as it was, its size and its MD5', async () => {
    const heard: StoredObject[] = [];
    const stop = s3.onPut((object) => heard.push(object));
    const body = Buffer.from('an exposure');
    const key = 'LSSTCam/20251115/with space+plus%41.fits';
    const path = key.split('/').map(encodeURIComponent).join('/');
    await fetch(`${s3.endpoint}/embargo/${path}`, { method: 'PUT', body });
    await until(() => heard.length === 1);
    stop();
    expect(heard).toEqual([
      {
        bucket: 'embargo',
        key,
        size: body.length,
        etag: createHash('md5').update(body).digest('hex'),
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    ]);
  });

  it('has the whole object to read at the moment when it tells of the PUT', async () => {
    const reads: Promise<boolean>[] = [];
    const stop = s3.onPut(({ key, size }) => {
      const read = fetch(`${s3.endpoint}/embargo/${key}`).then((answer) => answer.arrayBuffer());
      reads.push(read.then((bytes) => bytes.byteLength === size));
    });
    const body = randomBytes(2_000_000);
    const puts = Array.from({ length: 24 }, (_, i) =>
      fetch(`${s3.endpoint}/embargo/early/${i}`, { method: 'PUT', body }),
    );
    await Promise.all(puts);
    await until(() => reads.length === 24);
    stop();
    expect((await Promise.all(reads)).filter((whole) => !whole)).toEqual([]);
  });

  it('leaves nothing of its practice and tells of nothing', async () => {
    const dir = join(directory, 'practised');
    const practised = await startS3({ dir, warmUp: 10 });
    const heard: StoredObject[] = [];
    practised.onPut((object) => heard.push(object));
    await fetch(`${practised.endpoint}/embargo/first`, { method: 'PUT', body: 'x' });
    await until(() => heard.length > 0);
    await practised.close();
    expect(heard.map(({ key }) => key)).toEqual(['first']);
    expect(await readdir(dir)).toEqual(['embargo']);
  });

  it('comes back at the same port with what it had', async () => {
    const dir = join(directory, 'restarted');
    const before = await startS3({ dir });
    await fetch(`${before.endpoint}/embargo/kept`, { method: 'PUT', body: 'x' });
    await before.close();
    await expect(fetch(`${before.endpoint}/embargo/kept`)).rejects.toThrow('fetch failed');
    const after = await startS3({ dir, port: Number(new URL(before.endpoint).port) });
    expect(after.endpoint).toBe(before.endpoint);
    expect(await (await fetch(`${after.endpoint}/embargo/kept`)).text()).toBe('x');
    await after.close();
  });

  it('lists more than a thousand objects', async () => {
    const s3 = await startS3();
    const put = (_: unknown, i: number) =>
      fetch(`${s3.endpoint}/embargo/${i}`, { method: 'PUT', body: '' }).then((answer) => answer.text());
    await Promise.all(Array.from({ length: 1100 }, put));
    const listing = await (await fetch(`${s3.endpoint}/embargo?list-type=2`)).text();
    expect(listing.match(/<Key>/g)).toHaveLength(1100);
    await s3.close();
  });

  it('fails with a reason where it cannot keep objects', async () => {
    await makeBlocked(join(directory, 'blocked'));
    await expect(startS3({ dir: join(directory, 'blocked') })).rejects.toMatchObject({ code: 'S3_FAILED' });
  });
});

/** A directory in which the bucket's place is taken by a file. */
async function makeBlocked(dir: string): Promise<void> {
  await mkdir(dir);
  await writeFile(join(dir, 'embargo'), '');
}

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((next) => setTimeout(next, 10));
}
