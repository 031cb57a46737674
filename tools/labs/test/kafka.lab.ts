import { type EmbeddedServer, startRedis } from '@footman/embedded';
import { ObjectQueues } from '@footman/queue';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaLab } from '../src/kafka-lab.js';
import { KafkaTopic } from '../src/kafka-topic.js';
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
  const started: Service[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
    redis = (await startRedis()) as EmbeddedServer;
    queues = new ObjectQueues({ kind: 'redis', url: redis.url });
    await queues.start();
  });

  afterEach(async () => {
    await Promise.all(started.splice(0).map((service) => service.end('SIGTERM')));
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

  async function startIntake(topic: KafkaTopic, env: NodeJS.ProcessEnv = {}): Promise<Service> {
    const settings = {
      KAFKA_CLUSTER: place.plaintext,
      KAFKA_TOPIC: topic.name,
      KAFKA_GROUP_ID: `group-${topic.name}`,
    };
    const intake = await Service.start('intake', { REDIS_URL: redis.url, ...settings, ...env }, directory);
    started.push(intake);
    return intake;
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
    expect(await intake.metric('footman_intake_kafka_messages_total{outcome="queued"}')).toBe(20);
  }, 60_000);
});

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
