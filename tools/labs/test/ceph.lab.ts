import { createRepository, openRepository } from '@footman/butler-client';
import { exposureKeys, putFiles, sampleDetectors, simulateExposure } from '@footman/cli/demo';
import { type EmbeddedServer, startPostgres, startRedis } from '@footman/embedded';
import { ObjectStore } from '@footman/object-store';
import { registerInstruments } from '@footman/obs-base';
import { instrumentByName } from '@footman/obs-lsst';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CephLab } from '../src/ceph-lab.js';
import { makeNotifiedBucket } from '../src/notified-bucket.js';
import { ReSends } from '../src/re-sends.js';
import { Service } from '../src/service.js';

/** `LABS_LONG=1`: as long as on a bad night; else compressed. */
const LONG = Boolean(process.env['LABS_LONG']);
const FAULT_SECONDS = LONG ? 60 : 12;
const CADENCE_SECONDS = LONG ? 17 : 3;
const DETECTORS = sampleDetectors(instrumentByName('LSSTCam').detectors, LONG ? 205 : 24);
const SECRET = 's3cret';
/** Ceph may need half a minute for the first event of a new topic. */
const FIRST_EVENT_MS = 90_000;
const PATIENCE_MS = 120_000;
const QUEUED = (bucket: string) => `footman_intake_records_total{outcome="queued",bucket="${bucket}"}`;
/** The reaper's minute, compressed, and how fresh an object may be to be left alone. */
const HASTE = { TONIGHT_MS: '3000', GRACE_MS: '5000' };

/** What may happen to the intake: each begins it, and gives what ends it. */
const FAULTS: Record<string, (site: Site) => Promise<() => Promise<void>>> = {
  'is stopped': async ({ intake }) => {
    await intake.end('SIGTERM');
    return () => intake.start();
  },
  'is killed': async ({ intake }) => {
    await intake.end('SIGKILL');
    return () => intake.start();
  },
  'is frozen': async ({ intake }) => {
    await intake.freeze();
    return async () => intake.thaw();
  },
  'loses its queue': async ({ redis }) => {
    await redis.freeze();
    return () => redis.thaw();
  },
};

/** Servers and services around one bucket. */
interface Site {
  readonly bucket: string;
  readonly redis: EmbeddedServer;
  readonly intake: Service;
  readonly store: ObjectStore;
  /** Keys that the Butler has of this bucket, each as often as it has it. */
  stored(): Promise<string[]>;
  close(): Promise<void>;
}

const lab = await CephLab.start();

(lab ? describe : describe.skip)('behind a real Ceph gateway', () => {
  afterAll(() => lab?.stop());

  describe.each(Object.entries(FAULTS))(`an intake that %s for ${FAULT_SECONDS} s`, (name, begin) => {
    let site: Site;
    let reSends: ReSends;

    beforeAll(async () => {
      site = await startSite(lab as CephLab, name.replaceAll(' ', '-'));
      reSends = new ReSends(site.intake);
    }, 60_000);

    afterAll(() => site.close());

    test(
      'costs the night nothing, and the gateway few re-sends',
      async () => {
        const night = new Night(site);
        await night.expose();
        await until(async () => ((await site.intake.metric(QUEUED(site.bucket))) ?? 0) > 0, FIRST_EVENT_MS);
        const taking = night.goOn();
        await sleep(CADENCE_SECONDS * 1000);
        const end = await begin(site);
        await sleep(FAULT_SECONDS * 1000);
        await end();
        await sleep(2 * CADENCE_SECONDS * 1000);
        night.end();
        await taking;

        const complete = async () => (await site.stored()).length >= night.keys.length;
        await until(complete, PATIENCE_MS).catch(() => undefined);
        const stored = await site.stored();
        const told = await reSends.stop();
        const perSecond = told.reSends / FAULT_SECONDS;
        process.stdout.write(
          `an intake that ${name}: ${night.keys.length} files PUT, ${stored.length} in the Butler; ` +
            `of ${2 * night.keys.length} objects with sidecars it was told of ${told.objects}; ` +
            `${told.reSends} re-sends, ${perSecond.toFixed(1)} a second\n`,
        );
        expect([...stored].sort()).toEqual([...night.keys].sort());
        // From 0 to 10 are seen; a hundred before refusals took turns, five hundred where nothing holds them back.
        expect(perSecond).toBeLessThan(50);
      },
      (FAULT_SECONDS + 8 * CADENCE_SECONDS) * 1000 + FIRST_EVENT_MS + PATIENCE_MS,
    );
  });
});

/** Exposures of tonight, one after the other. */
class Night {
  readonly keys: string[] = [];
  private over = false;

  constructor(private readonly site: Site) {}

  async expose(): Promise<void> {
    const { bucket, store } = this.site;
    const seq_num = this.keys.length / DETECTORS.length + 1;
    const exposure = { day_obs: tonight(), seq_num, detectors: DETECTORS };
    this.keys.push(...exposureKeys(exposure));
    await putFiles(simulateExposure(exposure), (key, body) => store.put(bucket, key, body));
  }

  async goOn(): Promise<void> {
    while (!this.over) {
      const next = sleep(CADENCE_SECONDS * 1000);
      await this.expose();
      await next;
    }
  }

  end(): void {
    this.over = true;
  }
}

async function startSite(lab: CephLab, bucket: string): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
  const redis = (await startRedis()) as EmbeddedServer;
  const postgres = await startPostgres();
  const repo = join(directory, 'repo');
  const made = await createRepository(repo, { database: postgres.url, schema: 'butler' });
  await registerInstruments(made, ['LSSTCam']);
  await made.close();
  const repository = await openRepository(repo);
  const env = {
    ...lab.s3,
    REDIS_URL: redis.url,
    BUCKETS: bucket,
    BUTLER_REPO: repo,
    NOTIFICATION_SECRET: SECRET,
  };
  const intake = await Service.start('intake', env, directory);
  const ingest = await Service.start('ingest', env, directory);
  const reaper = await Service.start('reaper', { ...env, ...HASTE }, directory);
  await makeNotifiedBucket(lab, { bucket, endpoint: `${intake.url}/notify`, secret: SECRET });
  const store = new ObjectStore(lab.s3);
  const prefix = `s3://${bucket}/`;
  return {
    bucket,
    redis,
    intake,
    store,
    stored: async () => (await repository.datasets()).map(({ uri }) => uri?.slice(prefix.length) ?? ''),
    async close() {
      store.close();
      for (const service of [reaper, intake, ingest]) await service.end('SIGTERM');
      await repository.close();
      await Promise.all([redis.close(), postgres.close()]);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** An observing day begins at noon, UTC. */
function tonight(): number {
  return Number(new Date(Date.now() - 12 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', ''));
}

async function until(condition: () => boolean | Promise<boolean>, ms: number): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${ms} ms: ${condition}`);
    await sleep(200);
  }
}
