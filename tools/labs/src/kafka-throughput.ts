/**
 * Measures how fast an intake takes what waits in a topic, until all is committed: `node tools/labs/dist/kafka-throughput.js [exposures]`
 *
 * Each exposure of LSSTCam has 205 files and as many sidecars.
 */
import { type EmbeddedServer, startRedis } from '@footman/embedded';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { KafkaLab } from './kafka-lab.js';
import { KafkaTopic } from './kafka-topic.js';
import { metricsOf } from './metrics-of.js';
import { Service } from './service.js';

const DETECTORS = 205;
const GROUP = 'throughput';
const exposures = Number(process.argv[2] ?? 100);

const lab = await KafkaLab.start();
if (!lab) process.exit(77);
const redis = (await startRedis()) as EmbeddedServer;
const directory = await mkdtemp(join(tmpdir(), 'footman-labs-'));
const topic = await KafkaTopic.make(lab.place.plaintext, 'throughput');
for (let exposure = 0; exposure < exposures; exposure += 1) await topic.notify('embargo', keysOf(exposure));
const written = await topic.written();

const begin = performance.now();
const intake = await Service.start(
  'intake',
  {
    REDIS_URL: redis.url,
    KAFKA_CLUSTER: lab.place.plaintext,
    KAFKA_TOPIC: topic.name,
    KAFKA_GROUP_ID: GROUP,
  },
  directory,
);
const reading = performance.now();
while ((await topic.committed(GROUP)) < written) await sleep(50);
const end = performance.now();
const [memory = 0] = await metricsOf(intake.url, 'process_resident_memory_bytes');
const [cpu = 0] = await metricsOf(intake.url, 'process_cpu_seconds_total');
process.stdout.write(
  `${written} messages in ${seconds(end - reading)} s: ${Math.round((1000 * written) / (end - reading))} a second; ` +
    `${seconds(reading - begin)} s to start, ${cpu.toFixed(1)} s of CPU, ${Math.round(memory / 1e6)} MB\n`,
);

await intake.end('SIGTERM');
topic.close();
await redis.close();
await lab.stop();
await rm(directory, { recursive: true, force: true });

function keysOf(exposure: number): string[] {
  const name = `MC_O_20261123_${String(exposure).padStart(6, '0')}`;
  return Array.from(
    { length: DETECTORS },
    (_, detector) => `LSSTCam/20261123/${name}/${name}_${detector}`,
  ).flatMap((path) => [`${path}.fits`, `${path}.json`]);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}
