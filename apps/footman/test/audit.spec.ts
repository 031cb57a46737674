import { peacefulQueueServers } from '@footman/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keyOf, NIGHT, NOTICED, OperatorSite, type QueueStart, UNNOTICED } from './operator-site.js';
import { footman } from './run-footman.js';

const SCIENCE = 'R22_S00.fits';
const BAD = 'R22_S01.fits';

describe.each(peacefulQueueServers())('footman audit with the queue on %s', (_, startQueue: QueueStart) => {
  let site: OperatorSite;
  let directory: string;
  let buckets = 0;
  const before = process.env;

  beforeAll(async () => {
    [site, directory] = await Promise.all([
      OperatorSite.start(startQueue),
      mkdtemp(join(tmpdir(), 'footman-audit-')),
    ]);
    // A Butler that has none of the files.
    expect(await footman('butler', 'create', join(directory, 'repo'))).toMatchObject({ exitCode: 0 });
  });

  beforeEach(() => {
    process.env = { ...before, ...site.env, BUTLER_REPO: join(directory, 'repo'), GRACE_MS: '0' };
  });

  afterAll(async () => {
    process.env = before;
    await site.close();
    await rm(directory, { recursive: true, force: true });
  });

  /** Every test has a bucket of its own, in which everything has happened that can. */
  const bucket = () => site.bucket(`audited-${++buckets}`);
  const audit = (name: string, ...options: string[]) =>
    footman('audit', name, '--night', String(NIGHT), ...options);

  test('tells the causes of what the Butler lacks, changes nothing, and says so by its exit code', async () => {
    const name = await bucket();
    const { stdout, exitCode } = await audit(name);
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`${name} ${NIGHT}: 6 datasets, 0 of them in the Butler, 6 missing`);
    expect(stdout).toMatch(/^never-noticed +3 +500000$/m);
    expect(stdout).toMatch(/^removed +1 +166666\.7$/m);
    expect(stdout).toMatch(/^dead +1 +166666\.7$/m);
    expect(stdout).toMatch(/^parked +1 +not lost$/m);
    expect(stdout).toContain('833333.3 ppm lost, 10 are allowed');
    expect(stdout).toContain(`${keyOf(UNNOTICED, SCIENCE)}  never-noticed\n`);
    expect(stdout).toContain('Nothing was changed.');
    expect(await site.job(name, UNNOTICED, SCIENCE)).toBeUndefined();
  });

  test('queues again what is missing and what was given up, and writes into the ledger who and why', async () => {
    const name = await bucket();
    const { stdout, exitCode } = await audit(name, '--repair', '--why', 'after the move', '--who', 'erika');
    expect(exitCode).toBe(1);
    expect(stdout).toContain('5 were queued again on the backfill lane');
    for (const [obs, file] of [
      [UNNOTICED, SCIENCE],
      [NOTICED, SCIENCE],
      [NOTICED, BAD],
    ] as const)
      expect(await site.job(name, obs, file)).toBe('backfill waiting');
    expect(await site.remembered(name, UNNOTICED, SCIENCE)).toMatchObject({
      state: 'missing',
      reason: 'never-noticed',
    });
    expect((await site.ledger.actions({ bucket: name })).items).toMatchObject([
      {
        who: 'erika',
        why: 'after the move',
        command: 'audit --repair',
        selection: { night: NIGHT },
        count: 5,
      },
    ]);
    const { stdout: again } = await audit(name, '--json');
    expect(JSON.parse(again)).toMatchObject({ missing: { 'in-progress': 5, parked: 1 }, ppm: 0 });
  });

  test('prints all of it as JSON', async () => {
    const name = await bucket();
    const { stdout } = await audit(name, '--json');
    const report = JSON.parse(stdout) as { objects: unknown[] };
    expect(report).toMatchObject({
      bucket: name,
      night: NIGHT,
      listed: 6,
      inButler: 0,
      complete: false,
      missing: { 'never-noticed': 3, removed: 1, dead: 1, parked: 1, 'queue-lost': 0 },
      queued: 0,
      unasked: [],
    });
    expect(report.objects).toContainEqual({
      object: expect.objectContaining({ key: keyOf(NOTICED, BAD), size: BAD.length }),
      cause: 'dead',
      queued: false,
    });
  });

  test('looks without queue and ledger, too, and says who could not be asked', async () => {
    const name = await bucket();
    for (const setting of ['REDIS_URL', 'QUEUE_DATABASE_URL', 'LEDGER_URL']) delete process.env[setting];
    const { stdout, exitCode } = await audit(name);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^never-noticed +6/m);
    expect(stdout).toContain('ledger: LEDGER_URL is not set');
    expect(await audit(name, '--repair')).toMatchObject({ exitCode: 2, stdout: '' });
  });

  test('is content with a night of nothing, with exit code 0', async () => {
    const name = await bucket();
    const { stdout, exitCode } = await footman('audit', name, '--night', '20251116');
    expect({ stdout, exitCode }).toEqual({
      stdout: `${name} 20251116: 0 datasets, 0 of them in the Butler, 0 missing\n`,
      exitCode: 0,
    });
  });

  test('exits with 2 for wrong usage, and where it can not find out', async () => {
    const name = await bucket();
    expect(await footman('audit', name)).toMatchObject({ exitCode: 2 });
    expect(await footman('audit', name, '--night', 'today')).toMatchObject({ exitCode: 2 });
    expect(await audit('no-such-bucket')).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("isn't there"),
    });
    expect(await audit(name, '--repo', join(directory, 'none'))).toMatchObject({ exitCode: 2 });
    delete process.env['BUTLER_REPO'];
    expect(await audit(name)).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('BUTLER_REPO') });
  });
});
