import { announcerService } from '@footman/announcer';
import { createRepository } from '@footman/butler-client';
import { openHttpStore, putFiles, sampleDetectors, simulateExposure } from '@footman/cli/demo';
import { type EmbeddedServer, startPostgres, startRedis, startS3 } from '@footman/embedded';
import { ingestService } from '@footman/ingest';
import { intakeService } from '@footman/intake';
import { ObjectStore } from '@footman/object-store';
import { instrumentByName } from '@footman/obs-lsst';
import { registerInstruments } from '@footman/obs-base';
import { dayObsOf } from '@footman/obs-lsst';
import { reaperService } from '@footman/reaper';
import { registrarService } from '@footman/registrar';
import { cephNotification } from '@footman/s3-events';
import { parseConfig, serviceParts, type Service } from '@footman/service';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Registry } from 'prom-client';

const SERVICES = [intakeService, ingestService, reaperService, announcerService] as readonly Service[];
/** Nobody listens there. */
const RUCIO =
  '[client]\nrucio_host = http://127.0.0.1:1\naccount = a\nauth_type = userpass\nusername = u\npassword = p\n';
const SECRET = 'secret';
const CAMERA = 'LSSTCam';

/** The bucket of a watched site. */
export const BUCKET = 'embargo';

/** A service that can be watched. */
export interface WatchedService {
  readonly name: string;
  readonly url: string;
  readonly registry: Registry;
  close(): Promise<void>;
}

/** All services on servers of their own. */
export interface WatchedSite {
  readonly services: readonly WatchedService[];
  /** What a registrar shows, which is none of the services: there is no Rucio here. */
  readonly registrar: Registry;
  readonly redis: EmbeddedServer;
  /** Takes an exposure of tonight with some detectors, and puts its files, of which the intake is told. */
  expose(seqNum: number, detectors: number): Promise<void>;
  /** Puts an object of any content. */
  put(key: string, body: string): Promise<void>;
  /** Tells the intake of an object with some secret, and gives the answer's status. */
  notify(key: string, secret: string): Promise<number>;
  close(): Promise<void>;
}

/** Starts every service on real Redis, PostgreSQL and S3; undefined where there is no Redis. */
export async function startWatchedSite(): Promise<WatchedSite | undefined> {
  const redis = await startRedis();
  if (!redis) return undefined;
  const ends: (() => Promise<unknown>)[] = [() => redis.close()];
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end();
  };
  try {
    const dir = await mkdtemp(join(tmpdir(), 'footman-watched-'));
    ends.push(() => rm(dir, { recursive: true, force: true }));
    const [postgres, s3] = await Promise.all([startPostgres(), startS3({ buckets: [BUCKET] })]);
    ends.push(
      () => postgres.close(),
      () => s3.close(),
    );
    const repository = await createRepository(join(dir, 'repo'));
    await registerInstruments(repository, [CAMERA]);
    await repository.close();
    const receiver = createServer((request, response) => request.resume().on('end', () => response.end()));
    receiver.listen(0, '127.0.0.1');
    await once(receiver, 'listening');
    ends.push(async () => {
      receiver.closeAllConnections();
      receiver.close();
    });
    const env = {
      REDIS_URL: redis.url,
      LEDGER_URL: postgres.url,
      BUTLER_REPO: join(dir, 'repo'),
      BUCKETS: BUCKET,
      NOTIFICATION_SECRET: SECRET,
      S3_ENDPOINT_URL: s3.endpoint,
      AWS_ACCESS_KEY_ID: s3.accessKey,
      AWS_SECRET_ACCESS_KEY: s3.secretKey,
      CHORES_MS: '1000',
      TONIGHT_MS: '1000',
      WEBHOOK_URI: `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`,
      WEBHOOK_WINDOW_MS: '100',
      CANARY_MS: '1000',
      HOST: '127.0.0.1',
      PORT: '0',
      LOG_LEVEL: 'fatal',
    };
    const services: WatchedService[] = [];
    for (const service of SERVICES) {
      const config = parseConfig(service.config, env);
      const parts = serviceParts(service, config, env);
      const running = await service.start(config, parts);
      ends.push(() => running.close());
      services.push({
        name: service.name,
        url: running.url,
        registry: parts.registry,
        close: () => running.close(),
      });
    }
    await writeFile(join(dir, 'rucio.cfg'), RUCIO);
    const rucio = {
      RUCIO_CONFIG: join(dir, 'rucio.cfg'),
      RUCIO_RSE: 'DISK',
      RUCIO_SCOPE: 'raw',
      RUCIO_DTN: 'davs://dtn',
    };
    const settings = parseConfig(registrarService.config, { ...env, ...rucio });
    const registrar = serviceParts(registrarService, settings, { ...env, ...rucio });
    const registering = await registrarService.start(settings, registrar);
    ends.push(() => registering.close());
    const [intake] = services;
    const post = async (body: string) => {
      const headers = { 'content-type': 'application/json' };
      return (await fetch(`${intake?.url}/notify`, { method: 'POST', headers, body })).status;
    };
    s3.onPut((object) => void post(cephNotification({ ...object, secret: SECRET })).catch(() => undefined));
    const sender = openHttpStore({ endpoint: s3.endpoint, bucket: BUCKET, accessKey: '', secretKey: '' });
    ends.push(async () => sender.close());
    const store = new ObjectStore(env);
    ends.push(async () => store.close());
    return {
      services,
      registrar: registrar.registry,
      redis,
      async expose(seqNum, count) {
        const detectors = sampleDetectors(instrumentByName(CAMERA).detectors, count);
        await putFiles(
          simulateExposure({ day_obs: dayObsOf(Date.now()), seq_num: seqNum, detectors }),
          sender.put,
        );
      },
      put: (key, body) => store.put(BUCKET, key, new TextEncoder().encode(body), 'application/fits'),
      notify: (key, secret) =>
        post(
          cephNotification({
            bucket: BUCKET,
            key,
            size: 1,
            etag: 'e',
            eventTime: new Date().toISOString(),
            secret,
          }),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
