import { ingestService } from '@footman/ingest';
import { intakeService } from '@footman/intake';
import { dayObsOf } from '@footman/obs-lsst';
import type pg from 'pg';
import { start, type StartedService } from '../src/run-service.js';
import { BUCKET, type PutObject, Site } from '../src/site.js';
import { until } from '../src/until.js';

const WORKER = { name: 'worker', password: 'of-the-worker' };

/** What the role of a worker may do, and what whoever steals its credentials may do with them. */
describe('the credentials of a worker', () => {
  let site: Site;
  let env: NodeJS.ProcessEnv;
  let stolen: pg.Client;
  let ours: PutObject[];

  beforeAll(async () => {
    site = await Site.open();
    const tonight = dayObsOf(Date.now());
    await site.ingestAsOwner(await site.putExposure(tonight, 1));
    ours = await site.putExposure(tonight, 2);
    env = { ...site.env, ...(await site.registry.role(WORKER.name, WORKER.password, 'grants.sql')) };
    stolen = await site.registry.connectAs(WORKER.name, WORKER.password);
  });
  afterAll(async () => {
    await stolen?.end();
    await site?.close();
  });

  it('are enough to ingest, with a store that only reads', async () => {
    const services: StartedService[] = [];
    try {
      const intake = await start(intakeService, env);
      services.push(intake);
      const ingest = await start(ingestService, env);
      services.push(ingest);
      for (const file of ours) {
        const body = site.notification(file);
        expect((await fetch(`${intake.url}/notify`, { method: 'POST', body })).status).toBe(200);
      }
      await until(() =>
        ours.every(({ key }) => ingest.log.some((line) => line.includes(`"Ingested ${BUCKET}/${key}"`))),
      );
    } finally {
      for (const service of services.reverse()) await service.close();
    }
    expect(site.guard.asked.filter((request) => !/^(GET|HEAD) /.test(request))).toEqual([]);
  });

  it('remove nothing and change nothing that is in the Butler', async () => {
    const before = await site.registry.rows();
    for (const table of await site.registry.tables()) {
      for (const statement of [
        `DELETE FROM "${table}"`,
        `TRUNCATE "${table}"`,
        `DROP TABLE "${table}"`,
        `ALTER TABLE "${table}" ADD COLUMN mine int`,
        `CREATE TRIGGER t BEFORE INSERT ON "${table}" EXECUTE FUNCTION f()`,
      ])
        await expect(stolen.query(statement)).rejects.toMatchObject({ code: '42501' });
    }
    const { rows } = await stolen.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()
        AND has_table_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'UPDATE') ORDER BY 1`,
    );
    // For daf_butler's locks, when a dataset type is made.
    expect(rows.map(({ name }) => name)).toEqual(['dimension_graph_definition', 'dimension_graph_key']);
    expect(await site.registry.rows()).toEqual(before);
  });

  it('say nothing of other schemas and databases, and make no roles', async () => {
    await site.registry.change('CREATE SCHEMA other; CREATE TABLE other.secret (x int)');
    for (const statement of [
      'SELECT * FROM other.secret',
      'CREATE TABLE other.mine ()',
      'CREATE SCHEMA mine',
      'CREATE DATABASE mine',
      'CREATE ROLE mine',
      'SELECT * FROM pg_authid',
      `COPY exposure TO PROGRAM 'true'`,
    ])
      await expect(stolen.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});
