import { type QueueServer, queueServers, runSource } from '@footman/embedded';
import { AnnouncerSite } from './announcer-site.js';
import { exposure, file } from './files.js';
import { Receiver } from './receiver.js';
import { until } from './until.js';

const MAIN = new URL('../src/main.ts', import.meta.url);
/** Nobody listens there. */
const QUEUE = { REDIS_URL: 'redis://:hunter2@127.0.0.1:1' };

/** Runs the deployed entry with no settings but these. */
const run = (env: NodeJS.ProcessEnv) => runSource(MAIN, { HOST: '127.0.0.1', PORT: '0', ...env });

describe('the deployed entry', () => {
  it('names all settings that are wrong, without values, and exits with 2', async () => {
    const { output, ended } = run({
      ...QUEUE,
      LATE_TOPIC: 'late',
      WEBHOOK_URI: 'ftp://x',
      WEBHOOK_KEY: 'secret',
    });
    expect(await ended).toBe(2);
    expect(output.err.split('\n')).toEqual([
      'announcer: The configuration has problems:',
      '  WEBHOOK_URI: is no http(s) URL',
      '  WEBHOOK_KEY: has a key that is not base64 of 24 bytes or more',
      '  KAFKA_CLUSTER: is not set',
      '',
    ]);
  });

  it('is not ready while the queue is away, tells no secret, and ends with 0 at SIGTERM', async () => {
    const { child, output, ended } = run({ ...QUEUE, WEBHOOK_URI: 'http://me:hunter2@127.0.0.1:1' });
    await until(() => output.out.includes('Listening for probes'), 30_000);
    const [, url = ''] = /"url":"([^"]+)"/.exec(output.out) ?? [];
    expect((await fetch(`${url}/livez`)).status).toBe(200);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(503);
    expect(Object.keys(((await ready.json()) as { error: object }).error)).toEqual(['queue']);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(output.out + output.err).not.toContain('hunter2');
  });
});

describe.each(queueServers())('an announcer with its queue on %s', (_, startServer) => {
  let server: QueueServer;
  let site: AnnouncerSite;
  let receiver: Receiver;

  beforeAll(async () => {
    server = await startServer();
    receiver = await new Receiver().start();
    site = new AnnouncerSite(server);
  });
  afterAll(async () => {
    await site.close();
    await receiver.stop();
    await server.close();
  });

  it('finishes what is under way at SIGTERM and gives back the rest, which others take up at once', async () => {
    let hold: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (hold = resolve));
    // The first is answered late; another is to be asked again; a third isn't asked yet.
    receiver.answer = async ({ exp_id }) => {
      if (exp_id === exposure(1)) await held;
      return exp_id === exposure(2) ? 500 : 200;
    };
    const settings = { ...site.env, WEBHOOK_URI: receiver.url, WEBHOOK_WINDOW_MS: '1000' };
    const { child, output, ended } = run(settings);
    await until(() => output.out.includes('Listening for probes'), 30_000);
    await site.tell('webhook', file(1), file(2));
    await until(() => receiver.posts.length === 2);
    await site.tell('webhook', file(3));
    child.kill('SIGTERM');
    await until(() => output.out.includes('Draining'));
    hold();
    expect(await ended).toBe(0);
    expect(output.out).toContain('"Drained"');
    expect(output.out).toMatch(/000001_R22_S11.*<Response \[200\]>/);
    expect(receiver.of(exposure(3))).toEqual([]);

    receiver.answer = () => 200;
    await site.serve({ WEBHOOK_URI: receiver.url, WEBHOOK_WINDOW_MS: '100' });
    const told = () => [1, 2, 3].map((seq_num) => receiver.of(exposure(seq_num)).length);
    await until(() => site.said.filter(({ status }) => status === 200).length === 2);
    // What the first process had told isn't told again.
    expect(told()[0]).toBe(1);
    expect(told()[1]).toBeGreaterThan(1);
    expect(told()[2]).toBe(1);
  });
});
