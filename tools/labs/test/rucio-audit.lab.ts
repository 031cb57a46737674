import { type EmbeddedS3, type EmbeddedServer, startRedis, startS3 } from '@footman/embedded';
import { ObjectStore } from '@footman/object-store';
import { dayObsOf } from '@footman/obs-lsst';
import {
  auditNight,
  registrarConfig,
  registrarService,
  type RucioFinding,
  type RucioReport,
} from '@footman/registrar';
import { type ReplicaFile, RucioClient } from '@footman/rucio-client';
import { createLogger, createMetrics, parseConfig } from '@footman/service';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ButlerNight } from '../src/butler-night.js';
import { footmanCommand } from '../src/footman-command.js';
import { RucioLab } from '../src/rucio-lab.js';

const PATIENCE_MS = 40_000;
const BUCKET = 'rubin-summit';
const RSE = 'S3EMB';
const DTN = 's3://s3dfrgw.example.org:443/';
const SCOPE = 'raw';
const NIGHT = dayObsOf(Date.now());
const SEQ_NUM = 1234;
const DATASET = `Dataset/LSSTCam/${NIGHT}/0012`;

const lab = await RucioLab.start();

(lab ? describe : describe.skip)('a Butler compared with a real Rucio', () => {
  const { place, postgres } = lab as RucioLab;
  let directory: string;
  let redis: EmbeddedServer;
  let s3: EmbeddedS3;
  let butler: ButlerNight;
  let store: ObjectStore;
  let rucio: RucioClient;
  let database: pg.Client;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
    redis = (await startRedis()) as EmbeddedServer;
    s3 = await startS3({ buckets: [BUCKET] });
    butler = await ButlerNight.create(join(directory, 'repo'), postgres.url, NIGHT);
    const ca = join(directory, 'ca.pem');
    await writeFile(ca, place.ca);
    const client = 'account = ingest\nauth_type = userpass\nusername = ingest\npassword = ingestpw';
    const RUCIO_CONFIG = join(directory, 'rucio.cfg');
    await writeFile(RUCIO_CONFIG, `[client]\nrucio_host = ${place.url}\nca_cert = ${ca}\n${client}\n`);
    env = {
      REDIS_URL: redis.url,
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      BUTLER_REPO: butler.repo,
      BUCKETS: BUCKET,
      RUCIO_CONFIG,
      RUCIO_RSE: RSE,
      RUCIO_SCOPE: SCOPE,
      RUCIO_DTN: DTN,
    };
    store = new ObjectStore(env);
    rucio = new RucioClient({
      url: place.url,
      ca: place.ca,
      credentials: { kind: 'userpass', account: 'ingest', username: 'ingest', password: 'ingestpw' },
    });
    database = new pg.Client(postgres.url);
    await database.connect();
    await makeNight();
  }, PATIENCE_MS);

  afterAll(async () => {
    await database?.end();
    rucio?.close();
    store?.close();
    await butler?.close();
    await s3?.close();
    await redis?.close();
    await lab?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const key = (file: string) => butler.keyOf(SEQ_NUM, `${file}.fits`);
  const sizeOf = (name: string) => Buffer.byteLength(name);

  /** What Rucio is told of a file whose content is its name. */
  function replica(name: string, more: Partial<ReplicaFile> = {}): ReplicaFile {
    const pfn = `${DTN}${BUCKET}/${name}`;
    const md5 = createHash('md5').update(name).digest('hex');
    return { scope: SCOPE, name, bytes: sizeOf(name), adler32: adler32(name), md5, pfn, ...more };
  }

  function adler32(text: string): string {
    let [a, b] = [1, 0];
    for (const byte of Buffer.from(text)) {
      a = (a + byte) % 65_521;
      b = (b + a) % 65_521;
    }
    return (((b << 16) | a) >>> 0).toString(16).padStart(8, '0');
  }

  async function atDisk(name: string): Promise<void> {
    const { pfn, ...file } = replica(name);
    await rucio.addReplicas('DISK1', [file]);
  }

  /** Files in the Butler, and all that may be wrong with them in Rucio. */
  async function makeNight(): Promise<void> {
    const files = ['well', 'missing', 'elsewhere', 'deleted', 'unattached', 'size', 'pfn', 'gone'].map(key);
    const guider = key('R00_SG0_guider');
    const fresh = butler.keyOf(SEQ_NUM + 1, 'fresh.fits');
    const odd = `LSSTCam/${NIGHT}/somewhere/${NIGHT}.fits`;
    const inBucket = (name: string) => ({ uri: `s3://${BUCKET}/${name}`, fileSize: sizeOf(name) });
    await butler.add(SEQ_NUM, [
      ...[...files, odd].map(inBucket),
      { ...inBucket(guider), guider: true },
      { uri: `s3://other-bucket/${key('other')}`, fileSize: 1 },
    ]);
    await butler.age();
    // Ingested now: the registrar may have it in hand.
    await butler.add(SEQ_NUM + 1, [inBucket(fresh)]);
    for (const name of [...files, fresh])
      if (name !== key('gone')) await store.put(BUCKET, name, Buffer.from(name));

    const unknown = replica(key('unknown'));
    const registered = [
      replica(key('well')),
      replica(key('deleted')),
      replica(key('unattached')),
      replica(key('size'), { bytes: 1 }),
      replica(key('pfn'), { pfn: `${DTN}other-bucket/${key('pfn')}` }),
      unknown,
    ];
    await rucio.addReplicas(RSE, registered);
    // One that the Butler has, and one that was moved away and is nowhere in the bucket any more.
    await atDisk(key('elsewhere'));
    await atDisk(key('moved'));
    await rucio.createDataset({ scope: SCOPE, name: DATASET });
    const attached = registered.filter(({ name }) => name !== key('unattached'));
    await rucio.attach({ scope: SCOPE, name: DATASET }, [...attached, replica(key('moved'))]);
    await database.query('DELETE FROM replicas WHERE name = $1', [key('deleted')]);
    // A dataset of Rucio's of exposures that the Butler doesn't have.
    const stray = replica(butler.keyOf(9999, 'stray.fits'));
    await rucio.addReplicas(RSE, [stray]);
    await rucio.createDataset({ scope: SCOPE, name: `Dataset/LSSTCam/${NIGHT}/0099` });
    await rucio.attach({ scope: SCOPE, name: `Dataset/LSSTCam/${NIGHT}/0099` }, [stray]);
  }

  const audit = (...options: string[]) =>
    footmanCommand(['rucio', 'audit', '--night', String(NIGHT), ...options], env);

  /** What is wrong, by cause; this looks sooner than the command does. */
  async function causes(): Promise<Record<string, number>> {
    const systems = { repository: async () => butler.repository, rucio };
    const { wrong } = await auditNight(systems, BUCKET, NIGHT, parseConfig(registrarConfig, env));
    return Object.fromEntries(Object.entries(wrong).filter(([, count]) => count > 0));
  }

  /** A registrar within this process, with its metrics. */
  async function startRegistrar(settings: NodeJS.ProcessEnv) {
    const all = { ...env, HOST: '127.0.0.1', PORT: '0', ...settings };
    const registry = createMetrics();
    const log = createLogger({ name: 'registrar', level: 'fatal' });
    const service = await registrarService.start(parseConfig(registrarConfig, all), {
      env: all,
      log,
      registry,
    });
    return { metrics: () => registry.metrics(), close: () => service.close() };
  }

  /** Asks until the answer is as expected, for a while. */
  async function until<T>(ask: () => Promise<T>, assert: (answer: T) => void): Promise<void> {
    const end = Date.now() + 15_000;
    for (;;) {
      const answer = await ask();
      try {
        return assert(answer);
      } catch (error) {
        if (Date.now() > end) throw error;
      }
      await sleep(200);
    }
  }

  const others = { 'different-size': 1, 'wrong-pfn': 1, unnameable: 1, unknown: 2 };
  /** What is left when all is mended: a file that isn't in the bucket can't be registered. */
  const left = { missing: 1, ...others };

  it(
    'tells what is wrong with each file, and nothing of those that are none of Rucio’s business',
    async () => {
      const { stdout, code } = await audit('--json', '--all');
      expect(code).toBe(1);
      const { nights, files } = JSON.parse(stdout) as { nights: RucioReport[]; files: RucioFinding[] };
      expect(nights).toMatchObject([
        { bucket: BUCKET, night: NIGHT, files: 9, registered: 1, fresh: 1, queued: 0 },
      ]);
      const found = files.map((file) => [file.cause, file.key.split('_').at(-1)]);
      expect(found.sort()).toEqual(
        [
          ['missing', 'missing.fits'],
          ['missing', 'gone.fits'],
          ['no-replica', 'elsewhere.fits'],
          ['no-replica', 'deleted.fits'],
          ['different-size', 'size.fits'],
          ['wrong-pfn', 'pfn.fits'],
          ['unattached', 'unattached.fits'],
          ['unnameable', `LSSTCam/${NIGHT}/somewhere/${NIGHT}.fits`],
          ['unknown', 'unknown.fits'],
          ['unknown', 'stray.fits'],
        ].sort(),
      );
      const size = files.find(({ cause }) => cause === 'different-size');
      expect(size).toMatchObject({ dataset: DATASET, butler: sizeOf(key('size')), rucio: 1 });
    },
    PATIENCE_MS,
  );

  it(
    'says so in a table, with examples',
    async () => {
      const { stdout, code } = await audit();
      expect(code).toBe(1);
      expect(stdout).toMatch(/^bucket +night +files +registered +fresh +missing +no-replica +different-size/);
      expect(stdout).toMatch(new RegExp(`^${BUCKET} +${NIGHT} +9 +1 +1 +2 +2 +1 +1 +1 +1 +2$`, 'm'));
      expect(stdout).toContain(`\nmissing:\n  ${BUCKET}/`);
      expect(stdout).toContain(`${DATASET}  Butler ${sizeOf(key('size'))}, Rucio 1\n`);
      expect(stdout).toContain('Nothing was changed.');
    },
    PATIENCE_MS,
  );

  it(
    'is mended by the registrar where that is asked for, as far as the file is in the bucket',
    async () => {
      expect((await audit('--repair', '--dry-run')).stdout).toContain('5 would be queued');
      const registrar = await startRegistrar({ RUCIO_AUDIT_MS: '0' });
      const { stdout, code } = await audit('--repair');
      expect(code).toBe(1);
      expect(stdout).toContain('4 were queued for the registrar.');
      expect(stdout).toContain('Not recorded in the ledger: LEDGER_URL is not set');
      await until(causes, (found) => expect(found).toEqual(left));
      expect(await registrar.metrics()).toContain('footman_registrar_files_total{outcome="registered"} 4');
      await registrar.close();
      expect((await audit('--repair', '--json')).stdout).toContain('"queued":0');
    },
    PATIENCE_MS,
  );

  it(
    'is caught up with by the registrar’s round when the queue was wiped',
    async () => {
      const names = ['a', 'b', 'c'].map((file) => butler.keyOf(2000, `${file}.fits`));
      await butler.add(
        2000,
        names.map((name) => ({ uri: `s3://${BUCKET}/${name}`, fileSize: sizeOf(name) })),
      );
      await butler.age();
      for (const name of names) await store.put(BUCKET, name, Buffer.from(name));
      // Nobody took what ingest told, and Redis came back without it.
      await redis.close();
      redis = (await startRedis()) as EmbeddedServer;
      env['REDIS_URL'] = redis.url;

      const registrar = await startRegistrar({ RUCIO_AUDIT_MS: '300', RUCIO_AUDIT_NIGHTS: '1' });
      const missing = `footman_rucio_missing_files{bucket="${BUCKET}"}`;
      await until(registrar.metrics, (metrics) => expect(metrics).toContain(`${missing} 1\n`));
      const metrics = await registrar.metrics();
      // The fresh file of before has come of age, too.
      expect(metrics).toContain(`footman_rucio_requeued_total{bucket="${BUCKET}"} 4\n`);
      expect(metrics).toContain(`footman_rucio_wrong_files{bucket="${BUCKET}",cause="wrong-pfn"} 1\n`);
      expect(metrics).toContain(`footman_rucio_compared_files{bucket="${BUCKET}"} 13\n`);
      await registrar.close();
      expect(await causes()).toEqual(left);
    },
    PATIENCE_MS,
  );
});
