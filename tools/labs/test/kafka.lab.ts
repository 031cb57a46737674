import { type EmbeddedServer, startRedis } from '@footman/embedded';
import { intakeService } from '@footman/intake';
import { ObjectQueues, UnusableMessages } from '@footman/queue';
import { cephNotification } from '@footman/s3-events';
import { createLogger, createMetrics, parseConfig } from '@footman/service';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaLab } from '../src/kafka-lab.js';
import { KafkaTopic, notice } from '../src/kafka-topic.js';
import { metricsOf } from '../src/metrics-of.js';
import { Service } from '../src/service.js';

/** A member that died is missed after ten seconds; everything else is faster. */
const PATIENCE_MS = 40_000;

const lab = await KafkaLab.start();

(lab ? describe : describe.skip)('with a real Kafka broker', () => {
  const { place } = lab as KafkaLab;
  let directory: string;
  let redis: EmbeddedServer;
  let queues: ObjectQueues;
  let topics = 0;
  const ending: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
    redis = (await startRedis()) as EmbeddedServer;
    queues = new ObjectQueues({ kind: 'redis', url: redis.url });
    await queues.start();
  });

  afterEach(async () => {
    await Promise.all(ending.splice(0).map((end) => end()));
  });

  afterAll(async () => {
    await queues.close();
    await redis.close();
    await rm(directory, { recursive: true, force: true });
    await lab?.stop();
  });

  async function makeTopic(partitions?: number): Promise<KafkaTopic> {
    return await KafkaTopic.make(place.plaintext, `notices-${++topics}`, partitions);
  }

  function settings(topic: KafkaTopic): NodeJS.ProcessEnv {
    return {
      REDIS_URL: redis.url,
      KAFKA_CLUSTER: place.plaintext,
      KAFKA_TOPIC: topic.name,
      KAFKA_GROUP_ID: `group-${topic.name}`,
    };
  }

  /** An intake as it is deployed, which can be killed. */
  async function startIntake(topic: KafkaTopic): Promise<Service> {
    const intake = await Service.start('intake', settings(topic), directory);
    ending.push(() => intake.end('SIGTERM'));
    return intake;
  }

  /** An intake within this process, which is there sooner. */
  async function openIntake(topic: KafkaTopic, env: NodeJS.ProcessEnv = {}) {
    const all = { ...settings(topic), HOST: '127.0.0.1', PORT: '0', ...env };
    const said: string[] = [];
    const log = createLogger({ name: 'intake', destination: { write: (line) => void said.push(line) } });
    const parts = { env: all, log, registry: createMetrics() };
    const { url = '', close } = await intakeService.start(parseConfig(intakeService.config, all), parts);
    ending.push(close);
    return { url, close, said };
  }

  async function queued(bucket: string): Promise<number> {
    return (await queues.counts(bucket).catch(() => undefined))?.['waiting'] ?? -1;
  }

  /** All were committed that were ever written. */
  async function allCommitted(topic: KafkaTopic): Promise<boolean> {
    return (await topic.committed(`group-${topic.name}`)) === (await topic.written());
  }

  test('a new group begins at the earliest message, and an intake that is stopped goes on where it was', async () => {
    const topic = await makeTopic();
    await topic.notify('first', keys(300));
    const intake = await startIntake(topic);
    await until(async () => (await queued('first')) === 300);
    await intake.end('SIGTERM');
    // An orderly end leaves nothing uncommitted, nor the group waiting for the one that left.
    expect(await allCommitted(topic)).toBe(true);
    await topic.notify('first', keys(20, 'more'));
    await intake.start();
    await until(async () => (await queued('first')) === 320);
    // More than 20 if the producer had to write some again, but not those of before.
    const again = await metricsOf(intake.url, 'footman_intake_kafka_messages_total{outcome="queued"}');
    expect(again[0]).toBeLessThan(300);
  }, 60_000);

  test('messages that nobody can use stop none of those around them, and are kept in mind', async () => {
    const topic = await makeTopic(1);
    const [before, between, after] = [keys(3, 'before'), keys(3, 'between'), keys(3, 'after')];
    const oneOfTwo = JSON.parse(notice('poison', 'beside.fits'));
    oneOfTwo.Records.unshift({ ...oneOfTwo.Records[0], s3: 'none' });
    await topic.notify('poison', before);
    await topic.write([
      Buffer.from('{"Records":[{"s3":'),
      null,
      Buffer.from([0xff, 0xfe, 0x00]),
      Buffer.alloc(0),
    ]);
    await topic.notify('poison', between);
    await topic.write([Buffer.from('[]'), Buffer.alloc(900_000, 'x'), Buffer.from(JSON.stringify(oneOfTwo))]);
    await topic.notify('poison', [...after, 'sidecar.json']);
    const intake = await openIntake(topic);
    await until(() => allCommitted(topic));
    expect(await queued('poison')).toBe(10);
    expect(await metricsOf(intake.url, 'footman_intake_kafka_messages_total{outcome="queued"}')).toEqual([9]);
    expect(await metricsOf(intake.url, 'footman_intake_kafka_messages_total{outcome="unusable"}')).toEqual([
      7,
    ]);
    expect(await metricsOf(intake.url, 'footman_intake_kafka_messages_total{outcome="ignored"}')).toEqual([
      1,
    ]);
    const unusable = new UnusableMessages({ kind: 'redis', url: redis.url });
    await unusable.start();
    const of = async () => (await unusable.list()).filter((message) => message.topic === topic.name);
    await until(async () => (await of()).length === 7);
    expect((await of()).map(({ offset }) => Number(offset)).sort((a, b) => a - b)).toEqual([
      3, 4, 5, 6, 10, 11, 12,
    ]);
    await unusable.close();
  }, 60_000);

  test('what comes by HTTP and by Kafka at once is queued once', async () => {
    const topic = await makeTopic();
    const all = keys(200);
    const intake = await openIntake(topic, { NOTIFICATION_SECRET: 's3cret' });
    const posted = all.map(async (key) => {
      const event = {
        bucket: 'both',
        key,
        size: 1000,
        etag: 'e',
        eventTime: '2026-11-23T22:29:10Z',
        secret: 's3cret',
      };
      const answer = await fetch(`${intake.url}/notify`, { method: 'POST', body: cephNotification(event) });
      return answer.status;
    });
    await Promise.all([topic.notify('both', all), ...posted]);
    expect(new Set(await Promise.all(posted))).toEqual(new Set([200]));
    await until(() => allCommitted(topic));
    expect(await queued('both')).toBe(200);
  }, 60_000);

  test('without a secret nothing is taken by HTTP', async () => {
    const topic = await makeTopic();
    const intake = await openIntake(topic);
    const answer = await fetch(`${intake.url}/notify`, { method: 'POST', body: notice('open', 'a.fits') });
    expect(await answer.json()).toEqual({ 'wrong-secret': 1 });
  }, 60_000);

  describe('behind TLS', () => {
    const tls = { KAFKA_CLUSTER_CA_PATH: place.ca };
    const login = { KAFKA_SASL_USERNAME: place.username, KAFKA_SASL_PASSWORD: place.password };
    const sasl = { KAFKA_CLUSTER: place.saslSsl, KAFKA_SECURITY_PROTOCOL: 'SASL_SSL', ...tls, ...login };
    const certificate = { KAFKA_CLIENT_CERT_PATH: place.certificate, KAFKA_CLIENT_KEY_PATH: place.key };

    test.each<[string, NodeJS.ProcessEnv]>([
      ['a login by SCRAM-SHA-512', sasl],
      ['a login by PLAIN', { ...sasl, KAFKA_SASL_MECHANISM: 'PLAIN' }],
      ['a certificate', { KAFKA_CLUSTER: place.ssl, KAFKA_SECURITY_PROTOCOL: 'SSL', ...tls, ...certificate }],
    ])(
      'messages are read with %s',
      async (how, env) => {
        const topic = await makeTopic(1);
        await topic.notify(how.replaceAll(' ', '-'), keys(5));
        await openIntake(topic, env);
        await until(() => allCommitted(topic));
        expect(await queued(how.replaceAll(' ', '-'))).toBe(5);
      },
      60_000,
    );

    test.each<[string, NodeJS.ProcessEnv]>([
      ['a wrong password', { ...sasl, KAFKA_SASL_PASSWORD: 'guess' }],
      ['a broker whose certificate nobody has signed', { ...sasl, KAFKA_CLUSTER_CA_PATH: undefined }],
    ])(
      'with %s it listens, is not ready, and says why',
      async (_, env) => {
        const topic = await makeTopic(1);
        const intake = await openIntake(topic, env);
        await until(async () => intake.said.join('').includes("Kafka can't be read now"));
        expect((await fetch(`${intake.url}/livez`)).status).toBe(200);
        const ready = await fetch(`${intake.url}/readyz`);
        expect(Object.keys(((await ready.json()) as { error: object }).error)).toEqual(['kafka']);
        expect(intake.said.join('')).not.toMatch(/guess|footman-s3cret/);
      },
      60_000,
    );
  });

  test('while the queue is away nothing is committed, little is read, and nothing is lost', async () => {
    const topic = await makeTopic();
    const intake = await openIntake(topic);
    await topic.notify('away', keys(50));
    await until(async () => (await queued('away')) === 50 && (await allCommitted(topic)));
    // A few more than 50 if the producer had to write some again.
    const before = await topic.written();
    await redis.freeze();
    for (let portion = 0; portion < 8; portion += 1)
      await topic.notify('away', keys(1000, `portion-${portion}`));
    await sleep(1500);
    expect(await metricsOf(intake.url, 'footman_intake_kafka_messages_total')).toEqual([before, 0, 0]);
    expect(await topic.committed(`group-${topic.name}`)).toBe(before);
    const waiting = (await topic.written()) - before;
    await until(async () => (await lagOf(intake.url, topic)) === waiting);
    await redis.thaw();
    await until(async () => (await queued('away')) === 8050 && (await allCommitted(topic)));
    await until(async () => (await lagOf(intake.url, topic)) === 0);
  }, 90_000);

  test('an intake that is killed between queueing and committing loses nothing', async () => {
    const topic = await makeTopic();
    const intake = await startIntake(topic);
    await redis.freeze();
    await topic.notify('killed', keys(200));
    await until(async () => (await lagOf(intake.url, topic)) >= 200);
    // It has read them, and from here on can queue but not commit: what it still says to the broker ends with that.
    await lab?.freeze();
    await redis.thaw();
    await until(async () => (await queued('killed')) > 0);
    await intake.end('SIGKILL');
    await lab?.kill();
    await lab?.restart();
    // It needs a moment to know of the group again.
    let committed: boolean | undefined;
    await until(async () => (committed = await allCommitted(topic).catch(() => undefined)) !== undefined);
    expect(committed).toBe(false);
    await intake.start();
    await until(async () => (await queued('killed')) === 200);
    await until(() => allCommitted(topic));
  }, 90_000);

  test('messages that are gone before they were read are told of, and those behind them are taken', async () => {
    const topic = await makeTopic();
    const intake = await openIntake(topic);
    await topic.notify('gone', keys(30));
    await until(() => allCommitted(topic));
    await intake.close();
    await topic.notify('gone', keys(60, 'never-read'));
    await topic.expire();
    await topic.notify('gone', keys(30, 'after'));
    const { said } = await openIntake(topic);
    await until(async () => (await queued('gone')) === 60 && (await allCommitted(topic)));
    expect(said.join('')).toContain('Messages are gone from the topic that were not read');
  }, 60_000);

  test('nothing is lost or doubled whatever happens to brokers and intakes while messages come', async () => {
    const topic = await makeTopic(6);
    const [first, second] = [await startIntake(topic), await startIntake(topic)];
    let exposures = 0;
    const ending = new AbortController();
    const flow = (async () => {
      while (!ending.signal.aborted) {
        await topic.notify('storm', keys(50, `exposure-${exposures}`));
        exposures += 1;
        await sleep(100);
      }
    })();
    try {
      await lab?.kill();
      await sleep(1000);
      await lab?.restart();
      await second.end('SIGTERM');
      await sleep(500);
      await second.start();
      await lab?.freeze();
      await sleep(2000);
      await lab?.thaw();
    } finally {
      ending.abort();
      await flow;
    }
    await until(async () => (await queued('storm')) === 50 * exposures && (await allCommitted(topic)));
    await until(async () => (await lagOf(first.url, topic)) + (await lagOf(second.url, topic)) === 0);
    process.stdout.write(`the storm: ${50 * exposures} notices, ${await topic.written()} messages\n`);
  }, 150_000);
});

/** Messages that an intake sees before it, in all partitions that it reads. */
async function lagOf(url: string, topic: KafkaTopic): Promise<number> {
  const lags = await metricsOf(url, `footman_intake_kafka_lag_messages{topic="${topic.name}",`);
  return lags.reduce((sum, lag) => sum + lag, 0);
}

/** That of LSSTCam's files, of an invented exposure. */
function keys(count: number, name = 'file'): string[] {
  return Array.from({ length: count }, (_, index) => `LSSTCam/20261123/${name}-${index}.fits`);
}

async function until(condition: () => boolean | Promise<boolean>, ms = PATIENCE_MS): Promise<void> {
  const deadline = performance.now() + ms;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not within ${ms} ms: ${condition}`);
    await sleep(100);
  }
}
