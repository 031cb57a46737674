import { createRepository } from '@footman/butler-client';
import { exposureKeys, openHttpStore, putFiles, simulateExposure } from '@footman/cli/demo';
import {
  type EmbeddedS3,
  type EmbeddedServer,
  startPostgres,
  startRedis,
  startS3,
  hasRedisServer,
} from '@footman/embedded';
import { type RunningIngest, startIngest } from '@footman/ingest';
import { type RunningIntake, createIntake } from '@footman/intake';
import { registerInstruments } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { createLogger, createMetrics } from '@footman/service';
import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TroubledProxy, troubledProxy } from './troubled-proxy.js';

const BUCKET = 'embargo';
const SECRET = 's3cret';
const DETECTORS = instrumentByName('LSSTCam').detectors.slice(90, 94);
const NIGHT = 'LSSTCam/20251115/MC_O_20251115_000900';

/** Keys that the grammar of keys doesn't foresee; nothing is there. */
const ODD_KEYS = [
  'x.fits',
  '/x.fits',
  '//x.fits',
  'a//b/./../c.fits',
  '../../../etc/passwd.fits',
  'a b+c%20d%.fits',
  'a?b=c&d#e.fits',
  'line\nbreak\ttab\r.fits',
  '\u0001\u007f\u0085.fits',
  'é中☃😀\u202e.fits',
  '\uffff.fits',
  `${'k'.repeat(200)}.fits`,
  `${'d/'.repeat(500)}x.fits`,
  '__proto__/20251115/MC_O_20251115_000001/__proto___R22_S11.fits',
  'constructor/20251115/toString_O_20251115_000001/hasOwnProperty.fits',
  'LSSTCam/00000000/MC_O_00000000_000000/MC_O_00000000_000000_R22_S11.fits',
  'LSSTCam/99999999/MC_O_99999999_999999/MC_O_99999999_999999_R22_S11.fits',
  `LSSTCam/20251115/MC_O_20251115_${'9'.repeat(200)}/x_R22_S11.fits`,
  `${NIGHT}/MC_O_20251115_000900_R99_S99.fits`,
  `${NIGHT}/MC_O_20251115_000900_R00_SG0_guider.fits`,
  "'; DROP TABLE exposure; --.fits",
];

/** Contents that a header can't have, each for a file of its own. */
const ODD_CONTENTS: Record<string, string | Uint8Array> = {
  null: 'null',
  'an array': '[]',
  'deep nesting': `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
  'a prototype': '{"__CONTENT__":"metadata","__proto__":{"INSTRUME":"LSSTCam"},"constructor":1}',
  noise: Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256),
  'numbers that are none': '{"__CONTENT__":"metadata","INSTRUME":"LSSTCam","SEQNUM":NaN,"EXPTIME":Infinity}',
};

/** Values of a good header's cards that no exposure has. */
const ODD_CARDS: Record<string, Record<string, unknown>> = {
  'the year 0': { 'DATE-BEG': '0000-01-01T00:00:00', 'DATE-END': '0000-01-01T00:00:30' },
  'the year 99999': { 'DATE-BEG': '99999-01-01T00:00:00', 'DATE-END': '99999-01-01T00:00:30' },
  'a NUL in its name': { OBSID: 'MC_O_\0', GROUPID: '\0' },
  'a NUL in its target': { OBJECT: 'x\0y' },
  'half a surrogate pair': { OBJECT: '\ud800', IMGTYPE: '\udfff' },
  'a name without end': { OBSID: noise(100_000), OBJECT: noise(100_000) },
  'a sequence number beyond all bounds': { SEQNUM: 1e300 },
  'a negative sequence number': { SEQNUM: -1 },
  'an infinite time': { EXPTIME: '1e999', DARKTIME: '-1e999' },
  'a detector of no camera': { RAFTBAY: '__proto__', CCDSLOT: 'constructor' },
  'a filter of no camera': { FILTER: 'toString', FILTBAND: '' },
  'objects for values': { OBSID: { a: 1 }, DAYOBS: [20251115], SEQNUM: true },
};

(hasRedisServer() ? describe : describe.skip)('nonsense that is well-formed', () => {
  const outcomes = new Map<string, string>();
  const closers: (() => Promise<unknown>)[] = [];
  let s3: EmbeddedS3;
  let proxy: TroubledProxy;
  let intake: RunningIntake;
  let ingest: RunningIngest;
  let store: ReturnType<typeof openHttpStore>;

  beforeAll(async () => {
    const directory = await mkdtemp(join(tmpdir(), 'footman-nonsense-'));
    const [redis, postgres] = (await Promise.all([startRedis(), startPostgres()])) as [
      EmbeddedServer,
      EmbeddedServer,
    ];
    s3 = await startS3({ buckets: [BUCKET] });
    proxy = await troubledProxy(s3.endpoint, /broken/);
    store = openHttpStore({ ...s3, bucket: BUCKET });
    const repo = join(directory, 'repo');
    const repository = await createRepository(repo, { database: postgres.url, schema: 'butler' });
    await registerInstruments(repository, ['LSSTCam']);
    await repository.close();
    const queue = { kind: 'redis', url: redis.url } as const;
    const silent = createLogger({ name: 'nonsense', destination: { write: () => undefined } });
    intake = await createIntake(
      { secrets: [SECRET], queue, host: '127.0.0.1', port: 0 },
      { logger: silent, registry: createMetrics() },
    );
    ingest = await startIngest(
      {
        BUCKETS: [BUCKET],
        BUTLER_REPO: repo,
        CONCURRENCY: 410,
        BATCH_WINDOW_MS: 20,
        BATCH_SIZE: 205,
        GUIDER_RETRY_MS: 1000,
      },
      {
        queue,
        env: {
          S3_ENDPOINT_URL: proxy.endpoint,
          AWS_ACCESS_KEY_ID: s3.accessKey,
          AWS_SECRET_ACCESS_KEY: s3.secretKey,
        },
        log: silent,
        registry: createMetrics(),
        onIngested: ({ key }, { status }) => outcomes.set(key, status),
        onGivenUp: ({ key }, error) => outcomes.set(key, error.message),
      },
    );
    closers.push(
      () => intake.close(),
      () => ingest.close(),
      () => proxy.close(),
      () => s3.close(),
      () => redis.close(),
      () => postgres.close(),
      () => rm(directory, { recursive: true, force: true }),
    );
  });

  afterAll(async () => {
    store.close();
    for (const close of closers) await close();
  });

  async function notify(
    key: string,
    changes: Partial<Parameters<typeof cephNotification>[0]> = {},
  ): Promise<object> {
    const etag = createHash('md5').update(key).digest('hex');
    const event = {
      bucket: BUCKET,
      key,
      size: 5000,
      etag,
      eventTime: new Date().toISOString(),
      secret: SECRET,
    };
    const body = cephNotification({ ...event, ...changes });
    const answer = await fetch(`${intake.url}/notify`, { method: 'POST', body });
    expect(answer.status).toBe(200);
    return (await answer.json()) as object;
  }

  /** Waits until all of these have an outcome; says which have none. */
  async function settled(
    keys: readonly string[],
    seconds: number,
  ): Promise<Record<string, string | undefined>> {
    const deadline = Date.now() + seconds * 1000;
    while (keys.some((key) => !outcomes.has(key)) && Date.now() < deadline)
      await new Promise((next) => setTimeout(next, 20));
    return Object.fromEntries(keys.map((key) => [key, outcomes.get(key)]));
  }

  /** An exposure that has to get through, whatever else there is. */
  async function expectPassage(seq_num: number, seconds = 10): Promise<void> {
    const exposure = { day_obs: 20251115, seq_num, detectors: DETECTORS };
    await putFiles(simulateExposure(exposure), store.put);
    const keys = exposureKeys(exposure);
    await Promise.all(keys.map((key) => notify(key)));
    expect(await settled(keys, seconds)).toEqual(Object.fromEntries(keys.map((key) => [key, 'ingested'])));
  }

  /** Files in one exposure's directory with these sidecars, and the same in place of FITS. */
  async function put(name: string, content: string | Uint8Array): Promise<string> {
    const stem = `${NIGHT}/MC_O_20251115_000900_${name.replaceAll(' ', '-')}`;
    await store.put(`${stem}.json`, Buffer.from(content));
    await store.put(`${stem}.fits`, Buffer.from(content));
    return `${stem}.fits`;
  }

  function expectDead(results: Record<string, string | undefined>): void {
    const alive = Object.entries(results).filter(
      ([, outcome]) => !outcome || outcome === 'duplicate' || outcome === 'ingested',
    );
    expect(alive).toEqual([]);
  }

  test('odd keys of objects that aren’t there are given up, each by itself, beside a good exposure', async () => {
    const answers = await Promise.all(ODD_KEYS.map((key) => notify(key)));
    expect(answers).toEqual(ODD_KEYS.map(() => ({ queued: 1 })));
    await expectPassage(1);
    expectDead(await settled(ODD_KEYS, 30));
  }, 60_000);

  test('sizes and etags that can’t be are no reason to stop', async () => {
    const odd = [
      await put('size 0', '{}'),
      await put('size beyond', '{}'),
      await put('no etag', '{}'),
      await put('long etag', '{}'),
    ] as const;
    await notify(odd[0], { size: 0 });
    await notify(odd[1], { size: Number.MAX_SAFE_INTEGER });
    await notify(odd[2], { etag: '' });
    await notify(odd[3], { etag: '"'.repeat(300) + 'e'.repeat(256) });
    await expectPassage(2);
    expectDead(await settled(odd, 30));
  }, 60_000);

  test('contents that are no header are given up, and their neighbours ingested', async () => {
    const keys = await Promise.all(Object.entries(ODD_CONTENTS).map(([name, content]) => put(name, content)));
    await Promise.all(keys.map((key) => notify(key)));
    await expectPassage(3);
    expectDead(await settled(keys, 30));
  }, 60_000);

  test('headers that no exposure has get an outcome, and their neighbours are ingested', async () => {
    const keys = await Promise.all(
      Object.entries(ODD_CARDS).map(([name, cards], i) =>
        put(name, JSON.stringify({ ...headerOf(100 + i), ...cards })),
      ),
    );
    await Promise.all(keys.map((key) => notify(key)));
    await expectPassage(5);
    const results = Object.values(await settled(keys, 30)).map((outcome) => outcome?.split(':')[0]);
    expect(Object.fromEntries(Object.keys(ODD_CARDS).map((name, i) => [name, results[i]]))).toEqual({
      'the year 0': 'ingested',
      'the year 99999': 'untranslatable-header',
      'a NUL in its name': 'refused-by-butler',
      'a NUL in its target': 'refused-by-butler',
      'half a surrogate pair': 'ingested',
      'a name without end': 'refused-by-butler',
      'a sequence number beyond all bounds': 'untranslatable-header',
      'a negative sequence number': 'untranslatable-header',
      'an infinite time': 'ingested',
      'a detector of no camera': 'untranslatable-header',
      'a filter of no camera': 'refused-by-butler',
      'objects for values': 'untranslatable-header',
    });
  }, 60_000);

  test('an object that the store can’t read waits alone', async () => {
    const broken = `${NIGHT}/MC_O_20251115_000900_broken_R22_S11.fits`;
    await notify(broken);
    // What is noticed while the store answers 500 for one object may have to wait for a moment, no longer.
    await expectPassage(6, 20);
    await expectPassage(7, 20);
    expect(outcomes.get(broken)).not.toBe('ingested');
  }, 60_000);
});

/** Hexadecimal digits that no database can compress. */
function noise(length: number): string {
  let digits = '';
  for (let i = 0; digits.length < length; i++) digits += createHash('sha512').update(`${i}`).digest('hex');
  return digits.slice(0, length);
}

/** A good file's header. */
function headerOf(seq_num: number): object {
  const [file] = simulateExposure({ day_obs: 20251115, seq_num, detectors: DETECTORS });
  return JSON.parse(Buffer.from(file?.sidecar?.body as Uint8Array).toString()) as object;
}
