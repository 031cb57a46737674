import { type QueueServer, queueServers } from '@footman/embedded';
import { MessageConsumer, ObjectQueues } from '@footman/queue';
import { createLogger, createMetrics, parseConfig } from '@footman/service';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import {
  type Feeds,
  type IngestedFile,
  OUT_FEEDS,
  OUT_QUEUES,
  feedFields,
  openFeeds,
  outFields,
} from '../src/index.js';

const HOUR = 3_600_000;
const NOW = Date.parse('2026-11-25T21:00:00Z');
const log = createLogger({ name: 'test', destination: { write: () => undefined } });

function file(changes: Partial<IngestedFile> = {}): Omit<IngestedFile, 'late'> {
  return {
    bucket: 'embargo@rubin-summit',
    key: 'LSSTCam/20261125/MC_O_20261125_000001/MC_O_20261125_000001_R22_S11.fits',
    etag: 'e',
    size: 10,
    instrument: 'LSSTCam',
    day_obs: 20261125,
    eventTime: NOW - 2000,
    receivedAt: NOW - 1000,
    ingestedAt: NOW,
    ...changes,
  };
}

describe.each(queueServers())('the feeds of files in the Butler, on %s', (_, startServer) => {
  const told: Record<string, string[]> = {};
  let server: QueueServer;
  let feeds: Feeds | undefined;
  let registry: ReturnType<typeof createMetrics>;
  let consumers: MessageConsumer<IngestedFile>[];

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    consumers = OUT_FEEDS.map((feed) => {
      told[feed] = [];
      return new MessageConsumer<IngestedFile>(server.backend, OUT_QUEUES[feed], async (files) => {
        told[feed]?.push(...files.map(({ etag, late }) => (late ? `${etag}, late` : etag)));
      });
    });
    await Promise.all(consumers.map((consumer) => consumer.start()));
  });
  afterEach(async () => {
    await feeds?.close();
    await Promise.all(consumers.map((consumer) => consumer.close()));
  });

  async function open(env: NodeJS.ProcessEnv): Promise<Feeds> {
    registry = createMetrics();
    const config = parseConfig(z.object({ ...feedFields, ...outFields }), env);
    feeds = openFeeds(config, { backend: server.backend, log, registry });
    await feeds.start();
    return feeds;
  }

  it('tell nobody, and leave nothing in the queue, where nobody wants to know', async () => {
    await (await open({})).ingested(file());
    const queues = new ObjectQueues(server.backend);
    await queues.start();
    expect(await queues.messages.status()).toEqual([]);
    await queues.close();
  });

  it('tell each of what it is for: guiders and the Large File Annex are not for all', async () => {
    const { ingested } = await open({
      WEBHOOK_URI: 'http://summit.example/mcm',
      INGESTED_TOPIC: 'ingested',
      LATE_WEBHOOK_URI: 'https://usdf.example/late',
      LATE_TOPIC: 'late',
      RUCIO_RSE: 'SLAC_RAW',
    });
    await ingested(file({ etag: 'raw' }));
    await ingested(file({ etag: 'guider', key: file().key.replace('R22_S11', 'R00_SG0_guider') }));
    await ingested(file({ etag: 'lfa', bucket: 'rubinobs-lfa-cp', key: 'GC/2026/11/25/GC_1.fits' }));
    await ingested(file({ etag: 'old', exposureEnded: NOW - 81 * HOUR }));
    await ingested(file({ etag: 'old lfa', bucket: 'rubinobs-lfa-cp', exposureEnded: NOW - 81 * HOUR }));
    await untilSome('topic', 5);
    await sleep(100);
    const metrics = await registry.metrics();
    for (const feed of OUT_FEEDS)
      expect(metrics).toContain(`footman_feed_dropped_messages_total{feed="${feed}"} 0`);
    expect(told).toEqual({
      webhook: ['raw', 'guider', 'old, late'],
      topic: ['raw', 'guider', 'lfa', 'old, late', 'old lfa, late'],
      'late-webhook': ['old, late'],
      'late-topic': ['old, late', 'old lfa, late'],
      rucio: ['raw', 'old, late'],
    });
  });

  it("call late what is ingested so long after its exposure's end, and after its PUT where nobody knows that", async () => {
    const { ingested } = await open({ INGESTED_TOPIC: 'ingested', LATE_TOPIC: 'late', LATE_AFTER: '7200' });
    const old = { eventTime: NOW - 3 * HOUR };
    await ingested(file({ etag: 'put long ago', ...old }));
    await ingested(file({ etag: 'taken now', ...old, exposureEnded: NOW - HOUR }));
    await ingested(file({ etag: 'just in time', exposureEnded: NOW - 2 * HOUR }));
    await ingested(file({ etag: 'taken long ago', exposureEnded: NOW - 2 * HOUR - 1 }));
    await untilSome('topic', 4);
    // Another queue, which may be slower; within it messages keep their order.
    await untilSome('late-topic', 2);
    expect(told['late-topic']).toEqual(['put long ago, late', 'taken long ago, late']);
  });

  async function untilSome(feed: string, count: number): Promise<void> {
    const deadline = Date.now() + 10_000;
    while ((told[feed]?.length ?? 0) < count && Date.now() < deadline) await sleep(10);
  }
});

describe('the settings of the feeds', () => {
  const parse = (env: NodeJS.ProcessEnv) => parseConfig(z.object(outFields), env);

  it('have a file late when its embargo is over', () => {
    expect(parse({}).LATE_AFTER).toBe(80 * 3600);
  });

  it('take no receiver that is no address', () => {
    expect(() => parse({ WEBHOOK_URI: 'summit:8080' })).toThrow(/WEBHOOK_URI: is no http\(s\) URL/);
  });
});
