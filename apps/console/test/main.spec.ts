import { runSource } from '@footman/embedded';
import { until } from './until.js';

const MAIN = new URL('../src/main.ts', import.meta.url);
/** Nobody listens there. */
const AWAY = { REDIS_URL: 'redis://:hunter2@127.0.0.1:1' };
const TOKEN = 'operator-token-0123456789';

/** Runs the deployed entry with no settings but these. */
const run = (env: NodeJS.ProcessEnv) => runSource(MAIN, env);

describe('the deployed entry', () => {
  test('does not start when nobody could be let in, and exits with 2', async () => {
    const { output, ended } = run(AWAY);
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/^console: The configuration has problems:\n {2}CONSOLE_TOKEN: is not set/m);
  });

  test('shows that the queue is away, tells no secret, and ends with 0 at SIGTERM', async () => {
    const { child, output, ended } = run({ ...AWAY, CONSOLE_TOKEN: TOKEN, HOST: '127.0.0.1', PORT: '0' });
    await until(() => output.out.includes('Listening for operators'), 30_000);
    const [, url = ''] = /"url":"([^"]+)"/.exec(output.out) ?? [];
    const headers = { authorization: `Bearer ${TOKEN}` };
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    const status = await fetch(`${url}/api/v1/status`, { headers });
    expect(await status.json()).toMatchObject({
      queue: { state: 'away' },
      needed: [expect.stringMatching(/^the queue is away/)],
    });
    const page = await fetch(url, { headers: { ...headers, accept: 'text/html' } });
    expect(await page.text()).toContain('AWAY');
    expect((await fetch(`${url}/queues/api/queues`, { headers })).status).toBe(503);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.out + output.err).not.toMatch(/hunter2|operator-token/);
  });
});
