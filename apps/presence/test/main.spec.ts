import { runSource } from '@footman/embedded';
import { until } from './until.js';

const MAIN = new URL('../src/main.ts', import.meta.url);

/** Runs the deployed entry with no settings but these. */
const run = (env: NodeJS.ProcessEnv) => runSource(MAIN, env);

describe('the deployed entry', () => {
  it('says that it needs Redis where the queue is on PostgreSQL, and exits with 2', async () => {
    const { output, ended } = run({ QUEUE_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none' });
    expect(await ended).toBe(2);
    expect(output.err).toBe(
      'presence: Presence needs a queue on Redis: set REDIS_URL, or REDIS_HOST with REDIS_PASSWORD\n',
    );
  });

  it('says that Redis is away, tells no secret, and ends with 0 at SIGTERM', async () => {
    // Nobody listens there.
    const redis = { REDIS_URL: 'redis://:hunter2@127.0.0.1:1' };
    const { child, output, ended } = run({ ...redis, HOST: '127.0.0.1', PORT: '0' });
    await until(() => output.out.includes('Listening for questions'), 30_000);
    const [, url = ''] = /"url":"([^"]+)"/.exec(output.out) ?? [];
    const image = await fetch(`${url}/presence/LSSTCam/g/0/R22_S11`);
    expect(image.status).toBe(500);
    expect(await image.json()).toEqual({ error: true, message: 'Redis is away' });
    expect((await fetch(`${url}/v2/presence/LSSTCam/g`)).status).toBe(500);
    expect((await fetch(`${url}/v2/presence/LSSTCam/g?wait=0.2`)).status).toBe(500);
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(503);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.out + output.err).not.toContain('hunter2');
  });
});
