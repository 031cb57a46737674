import { peacefulQueueServers, type QueueServer } from '@footman/embedded';
import { CANARY_PREFIX, ObjectQueues, ObjectWorker, type ObjectNotice } from '@footman/queue';
import { cephNotification } from '@footman/s3-events';
import { createLogger, createMetrics } from '@footman/service';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { createIntake, type RunningIntake } from '../src/create-intake.js';
import { until } from './until.js';

/** Of this run alone, so that a Redis of long standing doesn't know its objects. */
const PROFILE = `site-${randomUUID()}`;
const BUCKET = `${PROFILE}@embargo`;
const DATASET = 'LSSTCam/20251115/MC_O_20251115_000123/MC_O_20251115_000123_R22_S11.fits';

/** A body that the intake takes, unless told otherwise. */
function body(overrides: Partial<Parameters<typeof cephNotification>[0]> = {}): string {
  return cephNotification({
    bucket: 'embargo',
    key: DATASET,
    size: 1000,
    etag: 'f0835dbe66a7e90b0e0e8647354d0c0b',
    eventTime: '2026-11-23T22:29:10.535Z',
    secret: 's3cret',
    ...overrides,
  });
}

function fixture(name: string): string {
  return readFileSync(new URL(`fixtures/${name}.json`, import.meta.url), 'utf8');
}

describe.each(peacefulQueueServers())('the intake with its queue on %s', (_, startServer) => {
  const lines: Record<string, unknown>[] = [];
  const received = new Map<string, ObjectNotice>();
  let handled = 0;
  let server: Pick<QueueServer, 'backend' | 'close'>;
  let intake: RunningIntake;
  let worker: ObjectWorker<void>;

  beforeAll(async () => {
    server = await startServer();
    const logger = createLogger({
      name: 'intake',
      destination: { write: (line) => void lines.push(JSON.parse(line)) },
    });
    intake = await createIntake(
      {
        secrets: ['s3cret', 'next'],
        profile: PROFILE,
        queue: server.backend,
        host: '127.0.0.1',
        port: 0,
        bodyLimit: 4096,
      },
      { logger, registry: createMetrics() },
    );
    worker = new ObjectWorker(server.backend, BUCKET, async (notice) => {
      received.set(notice.key, notice);
      handled += 1;
    });
    await worker.start();
    await until(async () => (await fetch(`${intake.url}/readyz`)).ok);
  });
  afterAll(async () => {
    await intake.close();
    await worker.close();
    await server.close();
  });
  beforeEach(() => {
    lines.length = 0;
  });

  async function notify(
    content: string | Uint8Array<ArrayBuffer>,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ) {
    const answer = await fetch(`${intake.url}/notify?token=x`, { method: 'POST', body: content, headers });
    return { status: answer.status, counts: await answer.json() };
  }

  /** All records of the outcome, or those of a bucket, or those without one. */
  async function counted(outcome: string, bucket = '[^"]*'): Promise<number> {
    const metrics = await (await fetch(`${intake.url}/metrics`)).text();
    const line = `^footman_intake_records_total\\{outcome="${outcome}",bucket="${bucket}"\\} (\\d+)$`;
    return [...metrics.matchAll(new RegExp(line, 'gm'))].reduce((sum, [, count]) => sum + Number(count), 0);
  }

  it.each(['queued', 'malformed', 'wrong-secret', 'not-created', 'not-a-dataset', 'canary', 'unavailable'])(
    'counts %s from zero',
    async (outcome) => {
      expect(await counted(outcome)).toBe(0);
    },
  );

  it('queues what the gateway sends, and logs the line that scripts read', async () => {
    expect(await notify(fixture('plain-put'))).toEqual({ status: 200, counts: { queued: 1 } });
    await until(() => received.has(DATASET));
    expect(received.get(DATASET)).toMatchObject({
      bucket: BUCKET,
      size: 1000,
      etag: 'f0835dbe66a7e90b0e0e8647354d0c0b',
      eventTime: '2026-11-23T22:29:10.535674Z',
    });
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: `Enqueued ${BUCKET}/${DATASET} to ${BUCKET}`,
        bucket: BUCKET,
        key: DATASET,
      }),
    );
    expect(await counted('queued')).toBe(1);
    expect(await counted('queued', BUCKET)).toBe(1);
  });

  it('knows when an event was last queued, whoever did it', async () => {
    const queues = new ObjectQueues(server.backend);
    await queues.start();
    const before = Date.now();
    await queues.add([{ ...(received.get(DATASET) as ObjectNotice), key: 'of-another-intake.fits' }]);
    await queues.close();
    const metrics = await (await fetch(`${intake.url}/metrics`)).text();
    const [, at] =
      new RegExp(`^footman_intake_last_event_.*\\{bucket="${BUCKET}"\\} (\\S+)$`, 'm').exec(metrics) ?? [];
    expect(Number(at) * 1000).toBeGreaterThanOrEqual(before - 1);
    expect(Number(at) * 1000).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('remembers a canary by its bucket without the profile, and queues nothing', async () => {
    const queues = new ObjectQueues(server.backend);
    await queues.start();
    const key = `${CANARY_PREFIX}${randomUUID()}.fits`;
    const queued = await counted('queued');
    const begin = Date.now();
    expect(await notify(body({ key }))).toEqual({ status: 200, counts: { canary: 1 } });
    expect(await queues.canaries.seen('embargo', key)).toBeGreaterThanOrEqual(begin);
    expect(await queues.canaries.seen('embargo', `${key}.gone`)).toBeNull();
    expect(await counted('queued')).toBe(queued);
    await queues.close();
  });

  it('remembers no canary that comes without the secret', async () => {
    const queues = new ObjectQueues(server.backend);
    await queues.start();
    const key = `${CANARY_PREFIX}${randomUUID()}`;
    expect((await notify(body({ key, secret: 'guess' }))).counts).toEqual({ 'wrong-secret': 1 });
    expect(await queues.canaries.seen('embargo', key)).toBeNull();
    await queues.close();
  });

  it.each([
    ['key-mixed', 'FiberSpectrograph:fitsFile/x y+z.fits'],
    ['key-uni', 'a/é中☃😀.fits'],
    ['multipart', 'mp.fits'],
  ])('queues %s under its own key', async (name, key) => {
    expect((await notify(fixture(name))).status).toBe(200);
    await until(() => received.has(key));
  });

  it.each([
    ['wrong-secret', 'a wrong secret', body({ secret: 'guess', key: 'refused.fits' })],
    ['wrong-secret', 'no secret', fixture('opaque-absent')],
    ['not-created', 'a deleted object', fixture('delete')],
    ['not-a-dataset', 'a sidecar', body({ key: 'refused.json' })],
    ['malformed', 'no JSON', '{"Records":[{"s3":'],
    ['malformed', 'other JSON', '{"confidential":true}'],
    ['malformed', 'nothing at all', ''],
    ['malformed', 'a body that is too large', body({ key: 'x'.repeat(10_000) + '.fits' })],
    ['malformed', 'bytes that are no text', new Uint8Array([0x7b, 0xff, 0xfe])],
    ['malformed', 'a key that no queue can store', body({ key: 'nul\0.fits' })],
  ])('counts, logs and answers 200: %s for %s', async (outcome, _what, content) => {
    const before = await counted(outcome);
    const queued = await counted('queued');
    expect(await notify(content)).toEqual({ status: 200, counts: { [outcome]: 1 } });
    expect(await counted(outcome)).toBe(before + 1);
    expect(await counted('queued')).toBe(queued);
    expect(lines).toHaveLength(1);
    expect(JSON.stringify(lines)).not.toMatch(/confidential|guess|s3cret/);
  });

  it.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'no such/;;type',
    'application/json; charset=latin1',
  ])('reads a body whatever its content type: %p', async (type) => {
    const { port } = new URL(intake.url);
    const key = `type-${type ?? 'none'}.fits`;
    const status = await new Promise((resolve, reject) => {
      const headers = type === undefined ? {} : { 'content-type': type };
      const post = request({ port, path: '/notify', method: 'POST', headers }, (answer) => {
        answer.resume().on('end', () => resolve(answer.statusCode));
      });
      post.on('error', reject).end(body({ key, secret: 'next' }));
    });
    expect(status).toBe(200);
    await until(() => received.has(key));
  });

  it('takes the good records of a body beside bad ones', async () => {
    const records = [body({ key: 'beside.fits' }), body({ secret: 'guess' }), body({ key: 'beside.json' })];
    const mixed = { Records: [null, ...records.flatMap((each) => JSON.parse(each).Records)] };
    expect((await notify(JSON.stringify(mixed))).counts).toEqual({
      queued: 1,
      malformed: 1,
      'wrong-secret': 1,
      'not-a-dataset': 1,
    });
    await until(() => received.has('beside.fits'));
  });

  it('takes 52 connections at once, and an object once however often it is told of', async () => {
    const before = handled;
    const agent = new Agent({ keepAlive: true, maxSockets: 52 });
    const { port } = new URL(intake.url);
    const post = (content: string) =>
      new Promise((resolve, reject) => {
        request({ port, path: '/notify', method: 'POST', agent }, (answer) => {
          answer.resume().on('end', () => resolve(answer.statusCode));
        })
          .on('error', reject)
          .end(content);
      });
    const keys = Array.from({ length: 411 }, (_each, index) => `burst-${index}.fits`);
    const statuses = await Promise.all([...keys, ...keys].map((key) => post(body({ key }))));
    agent.destroy();
    expect(new Set(statuses)).toEqual(new Set([200]));
    await until(() => keys.every((key) => received.has(key)));
    expect(handled - before).toBe(keys.length);
  });
});
