import { createRepository } from '@footman/butler-client';
import { KafkaTopic } from '@footman/labs';
import { registerInstruments } from '@footman/obs-base';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Client } from 'pg';
import type { Target } from './fault.js';
import type { Means } from './means.js';
import { Crew } from './servers/crew.js';
import { footman } from './servers/footman.js';
import { kafkaProgram } from './servers/kafka.js';
import { Places } from './servers/places.js';
import type { Program } from './servers/program.js';
import { rucioServer } from './servers/rucio.js';
import { postgresProgram, redisProgram, s3Program } from './servers/stores.js';
import { Toxiproxy } from './servers/toxiproxy.js';
import { WebhookReceiver } from './servers/webhook-receiver.js';

/** A whole Footman on loopback with everything around it, each part a process of its own but for who is told by webhook. */
export interface Site {
  readonly bucket: string;
  readonly secret: string;
  readonly instrument: string;
  /** All that may be mistreated: programs, connections, and who is told by webhook. */
  readonly targets: readonly Target[];
  /** Those of them that are programs. */
  readonly programs: readonly Program[];
  readonly webhook: WebhookReceiver;
  /** Kafka's topics; undefined where there is no broker. */
  readonly topics: Topics | undefined;
  /** The object store, past all trouble. */
  readonly endpoint: string;
  /** Where notices go, through all trouble. */
  readonly notifyUrl: string;
  readonly repository: string;
  /** Past all trouble. */
  readonly redisUrl: string;
  readonly butlerUrl: string;
  readonly ledgerUrl: string;
  /** Rucio's tables; undefined where there is no Rucio. */
  readonly rucioUrl: string | undefined;
  readonly logs: string;
  /** Asks all of ours to end; gives the milliseconds each took. */
  drain(): Promise<ReadonlyMap<string, number>>;
  /** Ends what still runs. */
  close(): Promise<void>;
}

/** What is written to Kafka. */
export interface Topics {
  /** By the gateway. */
  readonly notices: KafkaTopic;
  /** By the announcer. */
  readonly ingested: KafkaTopic;
}

/** Starts everything that there are means for, and waits until all of it is ready. */
export async function startSite(directory: string, means: Means): Promise<Site> {
  const bucket = 'chaos';
  const secret = 'under-attack';
  const instrument = 'LSSTCam';
  const webhookKey = randomBytes(24).toString('base64');
  const repository = join(directory, 'repo');
  const places = await Places.make(directory);
  /** Where clients find a server. */
  const front = (server: string) => places.port(means.toxiproxy ? `${server} link` : server);

  const crew = new Crew();
  let webhook: WebhookReceiver | undefined;
  const close = async () => {
    await crew.close();
    await webhook?.close();
  };
  try {
    webhook = await WebhookReceiver.start(places.port('webhook'), webhookKey);
    const toxiproxy = means.toxiproxy && new Toxiproxy(means.toxiproxy, places.of('toxiproxy'));
    const redis = await redisProgram(places.of('redis'));
    const { program: postgres, url } = await postgresProgram(places.of('postgres'));
    const s3 = await s3Program(places.of('s3'), bucket);
    const kafka = means.kafka ? await kafkaProgram(places.of('kafka'), front('kafka')) : undefined;
    const stores = [redis, postgres, s3, ...(kafka ? [kafka.program] : [])];
    await crew.start(...stores, ...(toxiproxy ? [toxiproxy.program] : []));

    const behind = [...stores.map(({ name }) => name), 'intake', ...(means.rucio ? ['rucio'] : [])];
    const links = toxiproxy
      ? await Promise.all(behind.map((name) => toxiproxy.stand(name, front(name), places.port(name))))
      : [];
    await makeDatabase(url(places.port('postgres')), 'ledger');
    await makeDatabase(url(places.port('postgres')), 'rucio');
    const [topics, rucio] = await Promise.all([
      kafka && makeTopics(kafka.place.plaintext),
      means.rucio ? rucioServer(places.of('rucio'), url(front('postgres'), 'rucio')) : undefined,
      makeRepository(repository, url(front('postgres')), instrument),
    ]);
    if (rucio) await crew.start(rucio.program);

    const ours = footman(places, {
      bucket,
      secret,
      repository,
      redisUrl: `redis://127.0.0.1:${front('redis')}`,
      ledgerUrl: url(front('postgres'), 'ledger'),
      s3Url: `http://127.0.0.1:${front('s3')}`,
      webhook: { uri: webhook.uri, key: webhookKey },
      kafka: kafka &&
        topics && {
          cluster: kafka.place.plaintext,
          notices: topics.notices.name,
          ingested: topics.ingested.name,
        },
      rucioConfig: rucio && (await rucio.configAt(front('rucio'))),
    });
    await crew.start(...ours);
    const programs = [...stores, ...(rucio ? [rucio.program] : []), ...ours];

    return {
      bucket,
      secret,
      instrument,
      targets: [...programs, ...links, webhook],
      programs,
      webhook,
      topics,
      endpoint: `http://127.0.0.1:${places.port('s3')}`,
      notifyUrl: `http://127.0.0.1:${front('intake')}/notify`,
      repository,
      redisUrl: `redis://127.0.0.1:${places.port('redis')}`,
      butlerUrl: url(places.port('postgres')),
      ledgerUrl: url(places.port('postgres'), 'ledger'),
      rucioUrl: rucio && url(places.port('postgres'), 'rucio'),
      logs: places.logs,
      drain: async () =>
        new Map(
          await Promise.all(ours.map(async (program) => [program.name, await program.stop()] as const)),
        ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function makeTopics(broker: string): Promise<Topics> {
  return {
    notices: await KafkaTopic.make(broker, 'notices'),
    ingested: await KafkaTopic.make(broker, 'ingested'),
  };
}

async function makeRepository(place: string, database: string, instrument: string): Promise<void> {
  const repository = await createRepository(place, { database, schema: 'butler' });
  await registerInstruments(repository, [instrument]);
  await repository.close();
}

async function makeDatabase(server: string, name: string): Promise<void> {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
}
