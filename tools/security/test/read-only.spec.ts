import { openRepository } from '@footman/butler-client';
import { s3RawFile } from '@footman/ingest';
import { ingestService } from '@footman/ingest';
import { intakeService } from '@footman/intake';
import { AccessDeniedError, ObjectStore, parseS3Uri } from '@footman/object-store';
import { ObjectQueues, queueBackendFromEnv } from '@footman/queue';
import { RawIngest, verifyRepository } from '@footman/obs-base';
import { dayObsOf } from '@footman/obs-lsst';
import { reaperService } from '@footman/reaper';
import type pg from 'pg';
import { start, type StartedService } from '../src/run-service.js';
import { BUCKET, type PutObject, Site } from '../src/site.js';
import { until } from '../src/until.js';

const READER = { name: 'footman reader', password: 'of-the-reader' };

/** What runs beside another service: with a role that only reads, and a store that takes nothing. */
describe('an observer', () => {
  let site: Site;
  let env: NodeJS.ProcessEnv;
  let direct: pg.Client;
  /** Ingested by the other service; not yet; and neither ingested nor told of. */
  let done: PutObject[], late: PutObject[], lost: PutObject[];

  beforeAll(async () => {
    site = await Site.open();
    const tonight = dayObsOf(Date.now());
    done = await site.putExposure(tonight, 1);
    late = await site.putExposure(tonight, 2);
    lost = await site.putExposure(tonight, 3);
    await site.ingestAsOwner(done);
    await site.registry.change(`UPDATE exposure SET target_name = 'written otherwise'`);
    const credentials = await site.registry.role(READER.name, READER.password, 'grants-readonly.sql');
    env = { ...site.env, ...credentials };
    direct = await site.registry.connectAs(READER.name, READER.password);
  });
  afterAll(async () => {
    await direct?.end();
    await site?.close();
  });

  it('reports what the other service wrote otherwise, has not written and was never told of, and writes nothing', async () => {
    const before = await site.registry.rows();
    const services: StartedService[] = [];
    try {
      const intake = await start(intakeService, env);
      services.push(intake);
      const ingest = await start(ingestService, {
        ...env,
        INGEST_ENGINE: 'observe',
        GUIDER_RETRY_MS: '500',
        MAX_GUIDER_WAIT: '1',
      });
      services.push(ingest);
      for (const file of [...done, ...late]) {
        const body = site.notification(file);
        expect((await fetch(`${intake.url}/notify`, { method: 'POST', body })).status).toBe(200);
      }
      services.push(await start(reaperService, { ...env, GRACE_MS: '0', TONIGHT_MS: '200' }));

      const said = (sentence: string) => ingest.log.filter((line) => line.includes(sentence)).join();
      await until(() => done.every(({ key }) => said('Already ingested').includes(`${BUCKET}/${key}"`)));
      await until(() => said('Another service wrote other rows').includes('"written otherwise"'));
      // What waits for the other service, and what the reaper has found, are shown as overdue.
      await until(() =>
        [...late, ...lost].every(({ key }) => said('Still waiting').includes(`${BUCKET}/${key}"`)),
      );
      expect(said('Ingested ')).toBe('');
      for (const { key } of [...late, ...lost]) expect(said('Already ingested')).not.toContain(key);
    } finally {
      for (const service of services.reverse()) await service.close();
    }
    expect(await site.registry.rows()).toEqual(before);
    expect(site.guard.asked.length).toBeGreaterThan(0);
    expect(site.guard.asked.filter((request) => !/^(GET|HEAD) /.test(request))).toEqual([]);
  });

  it('can verify the night, as its job does', async () => {
    const repository = await openRepository(site.registry.repo, { env });
    const store = new ObjectStore(env);
    const found: string[] = [];
    const open = async (uri: string) => {
      const { bucket, key } = parseS3Uri(uri);
      return s3RawFile(store, { bucket, key, size: (await store.head(bucket, key)).size });
    };
    for await (const { files, differences } of verifyRepository(repository, {
      open,
      native: new RawIngest(repository),
    })) {
      expect(files).toBe(done.length);
      found.push(...differences.map(({ table, field }) => `${table}.${field}`));
    }
    expect(found).toEqual(['exposure.target_name']);
    store.close();
    await repository.close();
  });

  it('tells nobody of what the other service ingests and tells of', async () => {
    const files = await site.putExposure(dayObsOf(Date.now()), 4);
    const intake = await start(intakeService, env);
    const ingest = await start(ingestService, {
      ...env,
      INGEST_ENGINE: 'observe',
      GUIDER_RETRY_MS: '200',
      WEBHOOK_URI: 'http://receiver.example.org',
    });
    const queues = new ObjectQueues(queueBackendFromEnv(env));
    await queues.start();
    try {
      for (const file of files)
        await fetch(`${intake.url}/notify`, { method: 'POST', body: site.notification(file) });
      // They wait for it, so that their jobs are started more than once.
      await until(async () =>
        /^footman_ingest_waits_total [1-9]/m.test(await (await fetch(`${ingest.url}/metrics`)).text()),
      );
      await site.ingestAsOwner(files);
      const known =
        ({ key }: PutObject) =>
        (line: string) =>
          line.includes('Already ingested') && line.includes(key);
      await until(() => files.every((file) => ingest.log.some(known(file))));
    } finally {
      await ingest.close();
      await intake.close();
    }
    // All that it began is done now.
    expect((await queues.messages.status()).filter(({ feed }) => feed === 'webhook')).toEqual([]);
    await queues.close();
  });

  it('could write nowhere if it tried', async () => {
    const store = new ObjectStore(env);
    await expect(store.put(BUCKET, 'x', new Uint8Array(1))).rejects.toBeInstanceOf(AccessDeniedError);
    store.close();
    await expect(
      openRepository(site.registry.repo, { env, writeable: true }).then(async (repository) => {
        try {
          await repository.registerRun('mine');
        } finally {
          await repository.close();
        }
      }),
    ).rejects.toThrow(/permission denied|read-only/);
    // Neither lock depends on the other.
    await direct.query('SET default_transaction_read_only = off');
    for (const table of await site.registry.tables()) {
      for (const statement of [
        `DELETE FROM "${table}"`,
        `INSERT INTO "${table}" SELECT * FROM "${table}"`,
        `TRUNCATE "${table}"`,
        `DROP TABLE "${table}"`,
        `ALTER TABLE "${table}" ADD COLUMN mine int`,
      ])
        await expect(direct.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    await expect(direct.query('CREATE TABLE mine ()')).rejects.toMatchObject({ code: '42501' });
  });
});
