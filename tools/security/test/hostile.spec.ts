import { simulateExposure } from '@footman/cli/demo';
import { ingestService } from '@footman/ingest';
import { intakeService } from '@footman/intake';
import { instrumentByName } from '@footman/obs-lsst';
import { start, type StartedService } from '../src/run-service.js';
import { BUCKET, type PutObject, Site } from '../src/site.js';
import { until } from '../src/until.js';

const NIGHT = 20251115;
const [DETECTOR] = instrumentByName('LSSTCam').detectors.filter(({ full_name }) => full_name === 'R22_S11');

/** Keys that mean something to somebody else: to SQL, a shell, a file system, a URL, a pattern, an object of JavaScript. */
const KEYS = [
  `LSSTCam/20251115/'; DROP TABLE exposure; --/a.fits`,
  `a"b\\"'$1 $$ {} :name ?.fits`,
  'LSSTCam/20251115/../../up.fits',
  'LSSTCam/20251115/%2e%2e%2f%00.fits',
  '$(reboot) `reboot` ; rm -rf ~ | x.fits',
  '__proto__/constructor/prototype.fits',
  '%_[a-z]*(a+)+$.fits',
  'Grüße/観測/\u202Etxt.fits',
  `${'long/'.repeat(203)}1024.fits`,
];

/** Whatever somebody with the topic's secret, or with the right to PUT, makes of a key or a content. */
describe('through intake, queue, worker and Butler', () => {
  let site: Site;
  let services: StartedService[];
  let intake: StartedService, ingest: StartedService;
  let seq = 0;

  beforeAll(async () => {
    site = await Site.open();
    await site.ingestAsOwner(await site.putExposure(NIGHT, 1000));
    const env = { ...site.env, ...(await site.registry.role('worker', 'password', 'grants.sql')) };
    intake = await start(intakeService, env);
    ingest = await start(ingestService, { ...env, MAX_FAILURES: '1' });
    services = [ingest, intake];
  });
  afterAll(async () => {
    for (const service of services ?? []) await service.close();
    await site?.close();
  });

  /** A file of an exposure of its own. */
  const file = (): { key: string; body: Uint8Array; sidecar: { key: string; body: Uint8Array } } => {
    seq += 1;
    const [made] = simulateExposure({ day_obs: NIGHT, seq_num: seq, detectors: [DETECTOR as never] });
    return made as never;
  };
  const notify = async (object: PutObject): Promise<Record<string, number>> => {
    const answer = await fetch(`${intake.url}/notify`, { method: 'POST', body: site.notification(object) });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, number>;
  };
  /** The sentence with which a file's way ends. */
  const outcome = async (key: string): Promise<string> => {
    const of = () =>
      ingest.log
        .map((line) => (JSON.parse(line) as { msg: string }).msg)
        .find((msg) => /^(Ingested|Already ingested|Refused|Giving up on) /.test(msg) && msg.includes(key));
    await until(() => of() !== undefined);
    return of() ?? '';
  };
  const stored = async (): Promise<string[]> => {
    const { rows } = await site.registry.owner.query<{ path: string }>(
      'SELECT path FROM "Butler".file_datastore_records',
    );
    return rows.map(({ path }) => path);
  };

  it('a hostile key is text: the Butler has exactly it, and all tables', async () => {
    const tables = await site.registry.tables();
    const told = KEYS.map(async (key) => {
      expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
      const { body } = file();
      expect(await notify(await site.put(key, body))).toMatchObject({ queued: 1 });
      expect(await outcome(key)).toBe(`Ingested ${BUCKET}/${key}`);
    });
    await Promise.all(told);
    expect(await stored()).toEqual(expect.arrayContaining(KEYS.map((key) => `s3://${BUCKET}/${key}`)));
    expect(await site.registry.tables()).toEqual(tables);
  });

  it.each([
    ['a NUL', 'a\0.fits'],
    ['half of a character', 'a\uD800.fits'],
    ['more than 1,024 bytes', `${'x'.repeat(1020)}.fits`],
    ['nothing in it', ''],
  ])('a key with %s is refused at the door', async (_, key) => {
    expect(await notify({ key, body: new Uint8Array(1) })).toEqual({ malformed: 1 });
  });

  it('what a header says is text, too', async () => {
    const { key, body, sidecar } = file();
    const OBJECT = `'); DROP TABLE exposure; -- " \\ $1`;
    await site.put(sidecar.key, json({ ...parsed(sidecar.body), OBJECT }));
    await notify(await site.put(key, body));
    expect(await outcome(key)).toBe(`Ingested ${BUCKET}/${key}`);
    const { rows } = await site.registry.owner.query(
      'SELECT 1 FROM "Butler".exposure WHERE target_name = $1',
      [OBJECT],
    );
    expect(rows).toHaveLength(1);
  });

  it('a header that never ends is given up after a bounded part of it', async () => {
    const { key, body } = file();
    const cards =
      Buffer.from(body.subarray(0, 80)).toString('latin1') + 'KEY     = 1'.padEnd(80).repeat(40_000);
    await notify(await site.put(key, Buffer.from(cards, 'latin1')));
    expect(await outcome(key)).toMatch(/^Refused .*: The header of HDU 0 has no END within \d+ bytes$/);
    const asked = site.guard.asked.filter((request) => request.includes(key)).length;
    expect(asked).toBeLessThan(60);
  });

  it.each([
    ['larger than any', (own: object) => json({ ...own, OBJECT: 'x'.repeat(2_000_000) })],
    ['deeper than any stack', () => Buffer.from('['.repeat(400_000) + 'NaN' + ']'.repeat(400_000))],
    ['no text', () => Buffer.from([0xff, 0xfe, 0x00, 0xd8])],
  ])('a sidecar that is %s is as good as none', async (_, content) => {
    const { key, body, sidecar } = file();
    await site.put(sidecar.key, content(parsed(sidecar.body)));
    await notify(await site.put(key, body));
    expect(await outcome(key)).toBe(`Ingested ${BUCKET}/${key}`);
  });

  it('no JSON reaches what all objects inherit', async () => {
    const { key, body, sidecar } = file();
    const own = JSON.stringify(parsed(sidecar.body)).slice(1);
    const pollution = '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},';
    await site.put(sidecar.key, Buffer.from(pollution + own));
    const object = await site.put(key, body);
    const record = site.notification(object).slice(1);
    await fetch(`${intake.url}/notify`, { method: 'POST', body: pollution + record });
    expect(await outcome(key)).toBe(`Ingested ${BUCKET}/${key}`);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('what no database stores ends the one file that says it, and no other', async () => {
    const bad = file();
    const good = file();
    await site.put(bad.sidecar.key, json({ ...parsed(bad.sidecar.body), OBJECT: 'a\0b' }));
    await notify(await site.put(bad.key, bad.body));
    await notify(await site.put(good.key, good.body));
    expect(await outcome(bad.key)).toMatch(/^(Refused|Giving up on) /);
    expect(await outcome(good.key)).toBe(`Ingested ${BUCKET}/${good.key}`);
  });
});

const json = (content: unknown): Uint8Array => Buffer.from(JSON.stringify(content));
const parsed = (body: Uint8Array): Record<string, unknown> =>
  JSON.parse(Buffer.from(body).toString()) as Record<string, unknown>;
