import { queueServers, type QueueServer } from '@footman/embedded';
import { ObjectQueues } from '@footman/queue';
import { cephNotification } from '@footman/s3-events';
import { createLogger, createMetrics } from '@footman/service';
import { createIntake, type RunningIntake } from '../src/create-intake.js';
import { until } from './until.js';

describe.each(queueServers())('the intake while its queue on %s is away', (_, startServer) => {
  const lines: { msg: string }[] = [];
  let server: QueueServer;
  let intake: RunningIntake;

  beforeAll(async () => {
    server = await startServer();
    await server.kill();
    const logger = createLogger({
      name: 'intake',
      destination: { write: (line) => void lines.push(JSON.parse(line)) },
    });
    intake = await createIntake(
      { secrets: ['s3cret'], queue: server.backend, host: '127.0.0.1', port: 0 },
      { logger, registry: createMetrics() },
    );
  });
  afterAll(async () => {
    await intake.close();
    await server.close();
  });

  async function notify(key: string, secret = 's3cret') {
    const event = { bucket: 'raw', key, size: 1, etag: key, eventTime: new Date().toISOString(), secret };
    const begin = performance.now();
    const answer = await fetch(`${intake.url}/notify`, { method: 'POST', body: cephNotification(event) });
    await answer.text();
    return { status: answer.status, took: performance.now() - begin };
  }

  async function expectRefusal(): Promise<void> {
    const answers = await Promise.all(Array.from({ length: 6 }, (_each, index) => notify(`${index}.fits`)));
    for (const { status, took } of answers) {
      expect(status).toBe(503);
      expect(took).toBeGreaterThan(990);
      expect(took).toBeLessThan(6000);
    }
    const ready = await fetch(`${intake.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(Object.keys(((await ready.json()) as { error: object }).error)).toEqual(['queue']);
    expect((await fetch(`${intake.url}/livez`)).status).toBe(200);
    expect(lines.filter(({ msg }) => msg === 'The queue is away; notifications are refused')).toHaveLength(1);
  }

  async function expectRecovery(key: string): Promise<void> {
    await until(async () => (await fetch(`${intake.url}/readyz`)).ok);
    await until(async () => (await notify(key)).status === 200);
    expect(lines.filter(({ msg }) => msg === 'The queue is back; notifications are taken')).toHaveLength(1);
    lines.length = 0;
  }

  it('listens, refuses after about a second and answers at once what it need not store', async () => {
    await expectRefusal();
    expect(await notify('refused.json')).toMatchObject({ status: 200 });
    const { status, took } = await notify('a.fits', 'guess');
    expect(status).toBe(200);
    expect(took).toBeLessThan(900);
  });

  it('takes notifications as soon as it is there', async () => {
    await server.start();
    await expectRecovery('first.fits');
  });

  it('refuses them again when the queue was killed, and goes on afterwards without losing any', async () => {
    expect((await notify('before.fits')).status).toBe(200);
    lines.length = 0;
    await server.kill();
    await until(async () => !(await fetch(`${intake.url}/readyz`)).ok);
    await expectRefusal();
    await server.start();
    await expectRecovery('after.fits');

    const queues = new ObjectQueues(server.backend);
    await queues.start();
    await until(() => queues.ready());
    expect((await queues.counts('raw'))['waiting']).toBe(3);
    await queues.close();
  });

  it('refuses them as fast when the queue hangs, and goes on when it answers again', async () => {
    await server.freeze();
    try {
      await expectRefusal();
    } finally {
      await server.thaw();
    }
    await expectRecovery('thawed.fits');
  });
});
