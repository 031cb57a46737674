import { type EmbeddedServer, type EmbeddedS3, startRedis, startS3 } from '@footman/embedded';
import { type IngestedFile, OUT_QUEUES } from '@footman/feeds';
import { LEDGER_QUEUE, type Stage } from '@footman/ledger';
import { ObjectStore } from '@footman/object-store';
import { MessageConsumer, MessageQueue } from '@footman/queue';
import { registrarConfig, registrarService } from '@footman/registrar';
import { RucioClient } from '@footman/rucio-client';
import { createLogger, createMetrics, parseConfig, type RunningService } from '@footman/service';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { deflateSync } from 'node:zlib';
import { RucioLab } from '../src/rucio-lab.js';

/** Most of it is for machines that have others to serve. */
const PATIENCE_MS = 180_000;
const BUCKET = 'rubin-sts';
const RSE = 'S3EMB';
/** As at the RSE of the lab. */
const DTN = 's3://s3dfrgw.example.org:443';
const PASSWORD = 'ingestpw';

const lab = await RucioLab.start();

/** A registrar in this process, and its metrics. */
interface Registrar extends RunningService {
  metric(name: string): Promise<number>;
  outcomes(outcome: string): Promise<number>;
}

(lab ? describe : describe.skip)('a registrar with a real Rucio', () => {
  const rucioLab = lab as RucioLab;
  let directory: string;
  let redis: EmbeddedServer;
  let s3: EmbeddedS3;
  let store: ObjectStore;
  let feed: MessageQueue<IngestedFile>;
  let client: RucioClient;
  let exposures = 0;
  const contents = new Map<string, Buffer>();
  const running: Registrar[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
    redis = (await startRedis()) as EmbeddedServer;
    s3 = await startS3({ buckets: [BUCKET] });
    store = new ObjectStore(storeEnv());
    feed = new MessageQueue({ kind: 'redis', url: redis.url }, OUT_QUEUES.rucio, { gatherMs: 0 });
    await feed.start();
    await writeFile(join(directory, 'ca.pem'), rucioLab.place.ca);
    await writeFile(join(directory, 'ssh_key'), rucioLab.place.sshKey, { mode: 0o600 });
    const key = ['-p', '-q', '-N', '', '-f', join(directory, 'ssh_key')];
    // As operators have theirs, in OpenSSH's own format.
    await promisify(execFile)('ssh-keygen', key);
    client = new RucioClient({
      url: rucioLab.place.url,
      ca: rucioLab.place.ca,
      credentials: { kind: 'userpass', account: 'ingest', username: 'ingest', password: PASSWORD },
    });
  });

  afterEach(async () => {
    await Promise.all(running.splice(0).map((registrar) => registrar.close()));
  });

  afterAll(async () => {
    client.close();
    await feed.close();
    store.close();
    await s3.close();
    await redis.close();
    await lab?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  function storeEnv(): NodeJS.ProcessEnv {
    return {
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
    };
  }

  async function configured(client: string): Promise<string> {
    const path = join(directory, 'rucio.cfg');
    const { url } = rucioLab.place;
    const hosts = `rucio_host = ${url}\nauth_host = ${url}\nca_cert = ${join(directory, 'ca.pem')}`;
    await writeFile(path, `[client]\n${hosts}\n${client}\n`);
    return path;
  }

  const bySshKey = () =>
    configured(`account = ingest\nauth_type = ssh\nssh_private_key = ${join(directory, 'ssh_key')}`);
  const byPassword = (password = PASSWORD) =>
    configured(`account = ingest\nauth_type = userpass\nusername = ingest\npassword = ${password}`);

  async function start(settings: NodeJS.ProcessEnv = {}): Promise<Registrar> {
    const env: NodeJS.ProcessEnv = {
      ...storeEnv(),
      REDIS_URL: redis.url,
      RUCIO_CONFIG: join(directory, 'rucio.cfg'),
      RUCIO_RSE: RSE,
      RUCIO_SCOPE: 'raw',
      RUCIO_DTN: DTN,
      RUCIO_AUDIT_MS: '0',
      HOST: '127.0.0.1',
      PORT: '0',
      ...settings,
    };
    const registry = createMetrics();
    const log = createLogger({ name: 'registrar', level: 'fatal' });
    const service = await registrarService.start(parseConfig(registrarConfig, env), { env, log, registry });
    const metric = async (name: string) => {
      const line = (await registry.metrics()).split('\n').find((each) => each.startsWith(`${name} `));
      return Number(line?.split(' ').at(-1));
    };
    const registrar: Registrar = {
      ...service,
      metric,
      outcomes: (outcome) => metric(`footman_registrar_files_total{outcome="${outcome}"}`),
    };
    running.push(registrar);
    return registrar;
  }

  /** Puts files of an exposure of its own night, and says what ingest tells of them. */
  async function exposure(count: number, night = 20260000 + ++exposures): Promise<IngestedFile[]> {
    const obs_id = `MC_O_${night}_001234`;
    const now = Date.now();
    return await Promise.all(
      Array.from({ length: count }, async (_, i): Promise<IngestedFile> => {
        const key = `LSSTCam/${night}/${obs_id}/${obs_id}_${String(i).padStart(4, '0')}.fits`;
        const content = Buffer.from(`${key} `.repeat(1 + (i % 5)));
        contents.set(key, content);
        await store.put(BUCKET, key, content);
        const place = { bucket: BUCKET, key, etag: md5Of(content), size: content.length };
        const names = { instrument: 'LSSTCam', day_obs: night, obs_id };
        return { ...place, ...names, eventTime: now, receivedAt: now, ingestedAt: now, late: false };
      }),
    );
  }

  const datasetOf = ({ key }: IngestedFile) => ({
    scope: 'raw',
    name: `Dataset/${key.split('/').slice(0, 2).join('/')}/0012`,
  });
  const did = ({ key }: IngestedFile) => ({ scope: 'raw', name: key });

  /** Tells of files in batches of so many, as several ingest workers do. */
  async function tell(files: readonly IngestedFile[], batch = 10): Promise<void> {
    for (let i = 0; i < files.length; i += batch) await feed.deliver(files.slice(i, i + batch));
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS - 5000;
    while (!(await condition())) {
      if (performance.now() > deadline) throw new Error(`Not in time: ${condition}`);
      await sleep(50);
    }
  }

  const registered = async (registrars: readonly Registrar[]) => {
    const counts = await Promise.all(registrars.map((each) => each.outcomes('registered')));
    return counts.reduce((sum, count) => sum + count, 0);
  };

  /** Rucio has these, all in their dataset, each with its checksums and once where it is. */
  async function expectRegistered(files: readonly IngestedFile[]): Promise<void> {
    const [first] = files as [IngestedFile];
    const listed = await client.listFiles(datasetOf(first));
    expect(listed.map(({ name }) => name).sort()).toEqual(files.map(({ key }) => key).sort());
    const replicas = await client.listReplicas(files.map(did));
    const expected = files.map(({ key, size }) => {
      const content = contents.get(key) as Buffer;
      return {
        name: key,
        bytes: size,
        adler32: adler32Of(content),
        md5: md5Of(content),
        rses: { [RSE]: [`${DTN}/${BUCKET}/${key}`] },
      };
    });
    const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
    const shown = replicas.map(({ name, bytes, adler32, md5, rses }) => ({
      name,
      bytes,
      adler32,
      md5,
      rses,
    }));
    expect(shown.sort(byName)).toEqual(expected.sort(byName));
  }

  it(
    'registers an exposure once, however often it is told, and without the file that Rucio knows otherwise',
    async () => {
      await bySshKey();
      const files = await exposure(50);
      const wrong = files[17] as IngestedFile;
      await client.addReplicas('DISK1', [{ ...did(wrong), bytes: wrong.size, adler32: '00000001' }]);
      const registrar = await start();
      await tell(files);
      await until(async () => (await registered([registrar])) === 49);
      expect(await registrar.outcomes('refused')).toBe(1);
      const right = files.filter((file) => file !== wrong);
      await expectRegistered(right);
      expect(await client.getDid(datasetOf(wrong))).toMatchObject({ type: 'DATASET', monotonic: true });
      await tell(right, 50);
      await until(async () => (await registered([registrar])) === 98);
      await expectRegistered(right);
      expect(await registrar.metric('footman_rucio_up')).toBe(1);
      expect((await fetch(`${registrar.url}/readyz`)).status).toBe(200);
    },
    PATIENCE_MS,
  );

  it(
    'shares a dataset of 1,200 files with another registrar, and tells the ledger',
    async () => {
      await byPassword();
      const files = await exposure(1200);
      const steps: Stage[] = [];
      const ledger = new MessageConsumer<Stage>(
        { kind: 'redis', url: redis.url },
        LEDGER_QUEUE,
        async (stages) => {
          steps.push(...stages);
        },
      );
      await ledger.start();
      const registrars = [
        await start({ LEDGER_URL: 'postgresql://elsewhere' }),
        await start({ LEDGER_URL: 'postgresql://elsewhere' }),
      ];
      await tell(files, 20);
      await until(async () => (await registered(registrars)) >= 1200);
      for (const registrar of registrars) expect(await registrar.outcomes('refused')).toBe(0);
      await expectRegistered(files);
      await until(async () => steps.length >= 1200);
      const [{ key, etag, size, ingestedAt }] = files as [IngestedFile];
      expect(steps.find((step) => step.key === key)).toMatchObject({
        state: 'registered',
        etag,
        size,
        instrument: 'LSSTCam',
        times: { ingested: ingestedAt, registered: expect.any(Number) },
      });
      await ledger.close();
    },
    PATIENCE_MS,
  );

  it(
    'catches up after Rucio was killed, and reads no file again',
    async () => {
      await byPassword();
      const files = await exposure(300);
      const registrar = await start();
      await tell(files.slice(0, 150));
      await until(async () => (await registered([registrar])) > 0);
      await rucioLab.kill();
      await tell(files.slice(150));
      await until(async () => (await registrar.metric('footman_rucio_up')) === 0);
      await rucioLab.restart();
      await until(async () => (await registered([registrar])) >= 300);
      expect(await registrar.outcomes('refused')).toBe(0);
      await expectRegistered(files);
      const bytes = files.reduce((sum, { size }) => sum + size, 0);
      expect(await registrar.metric('footman_registrar_bytes_total')).toBe(bytes);
      await until(async () => (await registrar.metric('footman_rucio_up')) === 1);
    },
    PATIENCE_MS,
  );

  it.each<[string, NodeJS.ProcessEnv, string | undefined, string]>([
    ['a password is wrong', {}, 'wrong', 'authentication'],
    ['an RSE isn’t there', { RUCIO_RSE: 'NOWHERE' }, PASSWORD, 'not_found'],
    ['a scope isn’t there', { RUCIO_SCOPE: 'nope' }, PASSWORD, 'not_found'],
    ['the address isn’t the RSE’s', { RUCIO_DTN: 'davs://elsewhere.example.org' }, PASSWORD, 'refused'],
  ])(
    'counts nothing against any file when %s, and goes on when that is mended',
    async (_, settings, password, reason) => {
      await byPassword(password);
      const files = await exposure(20);
      const registrar = await start(settings);
      await tell(files);
      const failures = `footman_registrar_failures_total{system="rucio",reason="${reason}"}`;
      await until(async () => (await registrar.metric(failures)) >= 40);
      expect(await registrar.metric('footman_rucio_up')).toBe(0);
      expect(await registrar.outcomes('refused')).toBe(0);
      await byPassword();
      if (Object.keys(settings).length > 0) await registrar.close();
      const mended = Object.keys(settings).length > 0 ? await start() : registrar;
      await until(async () => (await registered([mended])) === 20);
      await expectRegistered(files);
    },
    PATIENCE_MS,
  );
});

function md5Of(content: Buffer): string {
  return createHash('md5').update(content).digest('hex');
}

/** The last four bytes of what zlib writes are Adler's checksum of what it was given. */
function adler32Of(content: Buffer): string {
  return deflateSync(content).subarray(-4).toString('hex');
}
