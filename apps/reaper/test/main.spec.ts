import { runSource } from '@footman/embedded';
import { createNightButler } from './night-butler.js';
import { until } from './until.js';

const MAIN = new URL('../src/main.ts', import.meta.url);
/** Nobody listens at any of these. */
const AWAY = {
  QUEUE_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
  LEDGER_URL: 'postgres://nobody:hunter2@127.0.0.1:1/ledger',
  S3_ENDPOINT_URL: 'http://KEY:hunter2@127.0.0.1:1',
};

/** Runs the deployed entry with no settings but these. */
const run = (env: NodeJS.ProcessEnv) => runSource(MAIN, env);

describe('the deployed entry', () => {
  test('names all settings that are wrong, without values, and exits with 2', async () => {
    const { output, ended } = run({
      ...AWAY,
      BUTLER_REPO: '/none',
      TONIGHT_MS: 'often',
      DATASET_REGEXP: '(',
    });
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/TONIGHT_MS: .*number/);
    expect(output.err).toContain('DATASET_REGEXP: is not a regular expression');
    expect(output.err).not.toMatch(/often|hunter2/);
    expect(await run({ ...AWAY, BUTLER_REPO: '/none' }).ended).toBe(2);
  });

  test('is alive and not ready while everything is away, and ends at SIGTERM all the same', async () => {
    const butler = await createNightButler();
    const settings = { ...AWAY, BUCKETS: 'rubin-summit', BUTLER_REPO: butler.repo, PORT: '0' };
    const { child, output, ended } = run({ ...settings, HOST: '127.0.0.1' });
    try {
      const listening = () => /"url":"([^"]+)"/.exec(output.out)?.[1];
      await until(() => listening() !== undefined, 40);
      const url = listening();
      expect((await fetch(`${url}/livez`)).status).toBe(200);
      const readiness = await fetch(`${url}/readyz`);
      expect(readiness.status).toBe(503);
      expect(await readiness.json()).toMatchObject({
        details: {
          butler: { status: 'up' },
          queue: { status: 'down' },
          ledger: { status: 'down' },
          'object-store': { status: 'down' },
        },
      });
      expect(await (await fetch(`${url}/metrics`)).text()).toContain('footman_reaper_requeued_total');
      child.kill('SIGTERM');
      expect(await ended).toBe(0);
      expect(output.out + output.err).not.toContain('hunter2');
    } finally {
      child.kill('SIGKILL');
      await butler.close();
    }
  });
});
