import { runSource } from '@footman/embedded';
import { cephNotification } from '@footman/s3-events';
import { until } from './until.js';

const MAIN = new URL('../src/main.ts', import.meta.url);
/** Nobody listens there. */
const QUEUE = { QUEUE_DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none' };

/** Runs the deployed entry with no settings but these. */
const run = (env: NodeJS.ProcessEnv) => runSource(MAIN, env);

describe('the deployed entry', () => {
  it('names all settings that are wrong, without values, and exits with 2', async () => {
    const { output, ended } = run({ ...QUEUE, PORT: 'http', DATASET_REGEXP: '(' });
    expect(await ended).toBe(2);
    expect(output.err.split('\n')).toEqual([
      'intake: The configuration has problems:',
      '  DATASET_REGEXP: is not a regular expression',
      expect.stringMatching(/^ {2}PORT: .*number/),
      '  NOTIFICATION_SECRET: is not set',
      '',
    ]);
    expect(output.err).not.toContain('http');
  });

  it('says what is missing when no queue is set, and exits with 2', async () => {
    const { output, ended } = run({ NOTIFICATION_SECRET: 's3cret' });
    expect(await ended).toBe(2);
    expect(output.err).toMatch(/^intake: .*REDIS_URL/);
  });

  it("has embargo-butler's statistics on Redis only", async () => {
    const { output, ended } = run({ ...QUEUE, NOTIFICATION_SECRET: 's3cret', COMPAT_REDIS_STATS: '1' });
    expect(await ended).toBe(2);
    expect(output.err).toContain('COMPAT_REDIS_STATS: needs the queue on Redis');
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('answers what has arrived before it ends at %s', async (signal) => {
    const settings = { NOTIFICATION_SECRET: 's3cret', HOST: '127.0.0.1', PORT: '0', ...QUEUE };
    const { child, output, ended } = run(settings);
    await until(() => output.out.includes('Listening for notifications'));
    const lines = output.out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    const { url } = lines.find(({ msg }) => msg === 'Listening for notifications');

    const event = { bucket: 'raw', key: 'a.fits', size: 1, etag: 'e', eventTime: '2026-11-23T22:29:10Z' };
    const body = cephNotification({ ...event, secret: 's3cret' });
    const answer = fetch(`${url}/notify`, { method: 'POST', body });
    await until(async () =>
      (await (await fetch(`${url}/metrics`)).text()).includes('"unavailable",bucket="raw"} 1'),
    );
    child.kill(signal);
    expect((await answer).status).toBe(503);
    expect(await ended).toBe(0);
    expect(output.out + output.err).not.toMatch(/s3cret|hunter2/);
  });
});
