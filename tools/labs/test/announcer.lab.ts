import type { IngestedMessage } from '@footman/announcer';
import { type EmbeddedServer, startRedis } from '@footman/embedded';
import { type FeedsConfig, type IngestedFile, openFeeds } from '@footman/feeds';
import { createLogger, createMetrics } from '@footman/service';
import { mkdtemp, rm } from 'node:fs/promises';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaLab } from '../src/kafka-lab.js';
import { KafkaTopic } from '../src/kafka-topic.js';
import { metricsOf } from '../src/metrics-of.js';
import { Service } from '../src/service.js';

/** Others take up a killed announcer's files after fifteen seconds at most. */
const PATIENCE_MS = 60_000;
const DAY_OBS = 20261124;

const lab = await KafkaLab.start();

(lab ? describe : describe.skip)('an announcer with a real Kafka broker', () => {
  const { place } = lab as KafkaLab;
  let directory: string;
  const ending: (() => Promise<void> | void)[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
  });
  afterEach(async () => {
    for (const end of ending.splice(0).reverse()) await end();
  });
  afterAll(async () => {
    await rm(directory, { recursive: true, force: true });
    await lab?.stop();
  });

  /** A queue of its own, an announcer on it as it is deployed, and what tells of files as ingest does. */
  async function start(settings: Partial<FeedsConfig>, kafka: NodeJS.ProcessEnv) {
    const redis = (await startRedis()) as EmbeddedServer;
    ending.push(() => redis.close());
    const feeds = openFeeds(
      { COMPAT_REDIS_STATS: '0', PRESENCE: '0', ...settings },
      {
        backend: { kind: 'redis', url: redis.url },
        log: createLogger({ name: 'ingest', level: 'error' }),
        registry: createMetrics(),
      },
    );
    await feeds.start();
    ending.push(() => feeds.close());
    const targets = Object.fromEntries(
      Object.entries(settings).map(([name, value]) => [name, String(value)]),
    );
    const announcer = await Service.start(
      'announcer',
      { REDIS_URL: redis.url, ...targets, ...kafka },
      directory,
    );
    ending.push(() => announcer.end('SIGTERM'));
    return { feeds, announcer };
  }

  async function makeTopic(name: string): Promise<KafkaTopic> {
    const topic = await KafkaTopic.make(place.plaintext, name, 6);
    ending.push(() => topic.close());
    return topic;
  }

  async function messagesIn(topic: KafkaTopic): Promise<IngestedMessage[]> {
    return (await topic.read()).map(({ value }) => JSON.parse(value) as IngestedMessage);
  }

  test('a topic has a message for each file, an exposure’s in one partition; one that isn’t there is waited for', async () => {
    const { feeds, announcer } = await start(
      { INGESTED_TOPIC: 'ingested', LATE_TOPIC: 'late', LATE_AFTER: 3600 },
      {
        KAFKA_CLUSTER: place.saslSsl,
        KAFKA_SECURITY_PROTOCOL: 'SASL_SSL',
        KAFKA_CLUSTER_CA_PATH: place.ca,
        KAFKA_SASL_USERNAME: place.username,
        KAFKA_SASL_PASSWORD: place.password,
      },
    );
    const late = { ...file(3, 0), exposureEnded: Date.now() - 7_200_000 };
    const files = [1, 2].flatMap((seq_num) => Array.from({ length: 20 }, (_, i) => file(seq_num, i)));
    await Promise.all([...files, late].map((each) => feeds.ingested(each)));
    expect(await announcer.metric('footman_announcer_up{feed="topic"}')).toBe(0);
    const ready = await fetch(`${announcer.url}/readyz`);
    expect([ready.status, await ready.json()]).toMatchObject([200, { status: 'degraded' }]);
    const [topic, lateTopic] = [await makeTopic('ingested'), await makeTopic('late')];
    await until(async () => (await topic.written()) >= 41 && (await lateTopic.written()) >= 1);
    expect(await announcer.metric('footman_announcer_up{feed="topic"}')).toBe(1);
    const read = await topic.read();
    expect(read).toHaveLength(41);
    expect(new Set(read.map(({ key, partition }) => `${key} ${partition}`)).size).toBe(3);
    const messages = read.map(({ value }) => JSON.parse(value) as IngestedMessage);
    expect(new Set(messages.map(({ id }) => id)).size).toBe(41);
    const [first] = files;
    expect(messages.find(({ key }) => key === first?.key)).toMatchObject({
      version: 1,
      uri: `s3://rubin-summit/${first?.key}`,
      obs_id: 'MC_O_20261124_000001',
      dataset: first?.dataset,
      late: false,
    });
    expect(await messagesIn(lateTopic)).toMatchObject([{ key: late.key, late: true }]);
  }, 60_000);

  test('nobody misses a file whatever happens to broker, receiver and announcer while exposures are ingested', async () => {
    const receiver = await startReceiver();
    const topic = await makeTopic('storm');
    const { feeds, announcer } = await start(
      { INGESTED_TOPIC: 'storm', WEBHOOK_URI: receiver.url },
      { KAFKA_CLUSTER: place.plaintext, WEBHOOK_TIMEOUT_MS: '500', WEBHOOK_WINDOW_MS: '200' },
    );
    const told: IngestedFile[] = [];
    const stop = new AbortController();
    const flow = (async () => {
      for (let seq_num = 1; !stop.signal.aborted; seq_num += 1) {
        const files = Array.from({ length: 20 }, (_, i) => file(seq_num, i));
        told.push(...files);
        await Promise.all(files.map((each) => feeds.ingested(each)));
        await sleep(100);
      }
    })();
    try {
      await until(async () => (await topic.written()) > 0);
      receiver.answers = false;
      await lab?.kill();
      await sleep(500);
      await announcer.end('SIGKILL');
      await announcer.start();
      await lab?.restart();
      await lab?.freeze();
      await sleep(1000);
      await lab?.thaw();
      receiver.answers = true;
    } finally {
      stop.abort();
      await flow;
    }
    const keys = told.map(({ key }) => key).sort();
    await until(async () => (await topic.written()) >= keys.length && receiver.files.size === keys.length);
    await until(async () => new Set((await messagesIn(topic)).map(({ key }) => key)).size === keys.length);
    expect([...new Set((await messagesIn(topic)).map(({ key }) => key))].sort()).toEqual(keys);
    expect([...receiver.files].sort()).toEqual(keys.map((key) => key.split('/').at(-1)));
    expect(
      await metricsOf(announcer.url, 'footman_announcements_total{feed="webhook",outcome="refused"}'),
    ).toEqual([0]);
    process.stdout.write(
      `the storm: ${keys.length} files, ${await topic.written()} messages, ${receiver.posts} POSTs\n`,
    );
  }, 120_000);

  /** Answers 200, or, when it doesn't, leaves whoever asks waiting. */
  async function startReceiver() {
    const server: Server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        receiver.posts += 1;
        if (!receiver.answers) return;
        const { filenames } = JSON.parse(Buffer.concat(chunks).toString()) as { filenames: string[] };
        for (const name of filenames) receiver.files.add(name);
        response.writeHead(200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(() => {
      server.closeAllConnections();
      server.close();
    });
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/update`;
    const receiver = { url, answers: true, files: new Set<string>(), posts: 0 };
    return receiver;
  }
});

/** A file of an invented exposure that was ingested just now. */
function file(seq_num: number, detector: number): IngestedFile & { exposureEnded: number } {
  const obs_id = `MC_O_${DAY_OBS}_${String(seq_num).padStart(6, '0')}`;
  const now = Date.now();
  return {
    bucket: 'rubin-summit',
    key: `LSSTCam/${DAY_OBS}/${obs_id}/${obs_id}_${detector}.fits`,
    etag: `${seq_num}-${detector}`,
    size: 5760,
    instrument: 'LSSTCam',
    day_obs: DAY_OBS,
    obs_id,
    detector,
    exposure: DAY_OBS * 100_000 + seq_num,
    dataset: { id: '5b8f4b2e-0c55-5b0e-8a55-6a9a7a7d2c11', type: 'raw', run: 'LSSTCam/raw/all' },
    eventTime: now - 900,
    receivedAt: now - 800,
    ingestedAt: now,
    exposureEnded: now - 5000,
    late: false,
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE_MS;
  // What a broker that has just come doesn't answer yet doesn't hold yet.
  const holds = async () => {
    try {
      return await condition();
    } catch {
      return false;
    }
  };
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Not within ${PATIENCE_MS} ms: ${condition}`);
    await sleep(100);
  }
}
