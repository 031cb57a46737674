import { createRepository } from '@footman/butler-client';
import { type EmbeddedS3, type EmbeddedServer, hasRedisServer, startRedis, startS3 } from '@footman/embedded';
import { registerInstruments } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { cephNotification } from '@footman/s3-events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { exposureKeys, simulateExposure } from '../src/demo/camera-simulator.js';
import { openHttpStore } from '../src/demo/http-store.js';
import { Notifier } from '../src/demo/notifier.js';
import { putFiles } from '../src/demo/put-files.js';
import { planServices } from '../src/up/plan-services.js';
import { type RunningServices, runServices } from '../src/up/run-services.js';
import { SERVICES } from '../src/up/services.js';

/** One of each kind: science, wavefront, guider. */
const DETECTORS = instrumentByName('LSSTCam').detectors.filter(({ full_name }) =>
  ['R22_S11', 'R00_SW0', 'R00_SG1'].includes(full_name),
);
const exposure = (seq_num: number) => ({ day_obs: 20251115, seq_num, detectors: DETECTORS });

interface Image {
  readonly detector: string;
  readonly uri: string;
  readonly arrived: string;
  readonly ingested: string | null;
}

(hasRedisServer() ? describe : describe.skip)('presence, behind the services as they are deployed', () => {
  const groups = new Map<number, string>();
  let redis: EmbeddedServer;
  let s3: EmbeddedS3;
  let dir: string;
  let notifier: Notifier;
  let env: NodeJS.ProcessEnv;
  let presence: string;
  const running: RunningServices[] = [];

  /** Starts services, each with settings, log, metrics and port of its own. */
  const run = async (...only: string[]): Promise<Record<string, string>> => {
    const services = await runServices(planServices(SERVICES, { only }, env));
    running.push(services);
    return Object.fromEntries(services.listening.map(({ name, url }) => [name, url]));
  };
  /** PUTs an exposure, of which Ceph tells the intake. */
  const expose = async (seq_num: number) => {
    const store = openHttpStore({ ...s3, bucket: 'raw' });
    const files = simulateExposure(exposure(seq_num));
    const { GROUPID } = JSON.parse(Buffer.from(files[0]?.sidecar?.body as Uint8Array).toString()) as {
      GROUPID: string;
    };
    groups.set(seq_num, GROUPID);
    await putFiles(files, store.put);
    store.close();
  };
  const asked = async (path: string) => (await (await fetch(`${presence}${path}`)).json()) as object;
  const group = async (seq_num: number, query = '') =>
    (await asked(`/v2/presence/LSSTCam/${encodeURIComponent(groups.get(seq_num) ?? '')}${query}`)) as {
      complete: boolean;
      images: Image[];
    };
  const all = `until=${DETECTORS.map(({ full_name }) => full_name).join()}`;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'footman-presence-'));
    redis = (await startRedis()) as EmbeddedServer;
    s3 = await startS3({ buckets: ['raw'] });
    const repo = join(dir, 'repo');
    const made = await createRepository(repo);
    await registerInstruments(made, ['LSSTCam']);
    await made.close();
    env = {
      REDIS_URL: redis.url,
      NOTIFICATION_SECRET: 's3cret',
      PRESENCE: '1',
      BUCKET: 'raw',
      BUTLER_REPO: repo,
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'fatal',
    };
    const urls = await run('intake', 'presence');
    presence = urls['presence'] as string;
    notifier = new Notifier({ url: `${urls['intake']}/notify`, secret: 's3cret', encode: cephNotification });
    s3.onPut((object) => notifier.notify(object));
  });
  afterAll(async () => {
    notifier?.close();
    for (const services of running.reverse()) await services.close();
    await s3?.close();
    await redis?.close();
    await rm(dir, { recursive: true, force: true });
  });

  it('knows an image within a second of its notice, before it is ingested', async () => {
    const seconds: number[] = [];
    for (const seq_num of [1, 2, 3]) {
      const begin = performance.now();
      await expose(seq_num);
      const { complete, images } = await group(seq_num, `?wait=30&${all}`);
      seconds.push((performance.now() - begin) / 1000);
      expect(complete).toBe(true);
      expect(images.map(({ uri }) => uri).sort()).toEqual(
        exposureKeys(exposure(seq_num))
          .map((key) => `s3://raw/${key}`)
          .sort(),
      );
      for (const { detector, uri } of images) {
        const path = `/presence/LSSTCam/${groups.get(seq_num)}/0/${detector}`;
        expect(await asked(path)).toEqual({ error: false, present: true, uri });
      }
    }
    // One may meet with a machine that is busy.
    expect(seconds.sort((a, b) => a - b)[1]).toBeLessThan(1);
    await sleep(300);
    expect((await group(1)).images.map(({ ingested }) => ingested)).toEqual([null, null, null]);
  });

  it('knows when it was ingested, once the ingest runs, and that it arrived before', async () => {
    await run('ingest');
    for (const seq_num of [1, 2, 3]) {
      const { complete, images } = await group(seq_num, `?wait=30&state=ingested&${all}`);
      expect(complete).toBe(true);
      for (const { arrived, ingested } of images)
        expect(Date.parse(ingested ?? '')).toBeGreaterThan(Date.parse(arrived));
    }
  });
});
