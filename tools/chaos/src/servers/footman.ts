import { type App, appProgram } from './apps.js';
import type { Places } from './places.js';
import type { Program } from './program.js';
import { RUCIO } from './rucio.js';

/** Where ours find everything, through all trouble. */
export interface Surroundings {
  readonly bucket: string;
  /** Of the notices. */
  readonly secret: string;
  readonly repository: string;
  readonly redisUrl: string;
  readonly ledgerUrl: string;
  readonly s3Url: string;
  readonly webhook: { readonly uri: string; readonly key: string };
  /** Its address and topics; undefined where there is no broker. */
  readonly kafka:
    { readonly cluster: string; readonly notices: string; readonly ingested: string } | undefined;
  /** The official client's configuration; undefined where there is no Rucio. */
  readonly rucioConfig: string | undefined;
}

const WORKERS = 3;
const REAPERS = 2;
/** A reaper's rounds, which take a minute in production, and how fresh an object may be to be left out, in milliseconds. */
const HASTE = { TONIGHT_MS: '5000', WEEK_MS: '60000', GRACE_MS: '3000', CHORES_MS: '3000' };
/** A receiver that hangs does so for longer; nobody waits here for the rest of an exposure. */
const IMPATIENCE = { WEBHOOK_TIMEOUT_MS: '1500', WEBHOOK_WINDOW_MS: '300' };
/** Between two looks for what Rucio wasn't told of, an hour in production, and how fresh a file may be to be left out. */
const DILIGENCE = { RUCIO_AUDIT_MS: '5000', RUCIO_AUDIT_GRACE_MS: '3000' };

/** All programs of ours. */
export function footman(places: Places, around: Surroundings): readonly Program[] {
  const { webhook, kafka, rucioConfig } = around;
  const cluster = kafka && { KAFKA_CLUSTER: kafka.cluster };
  const ledger = { LEDGER_URL: around.ledgerUrl };
  const objects = {
    BUCKETS: around.bucket,
    BUTLER_REPO: around.repository,
    S3_ENDPOINT_URL: around.s3Url,
    AWS_ACCESS_KEY_ID: 'S3RVER',
    AWS_SECRET_ACCESS_KEY: 'S3RVER',
  };
  const announced = { WEBHOOK_URI: webhook.uri, ...(kafka && { INGESTED_TOPIC: kafka.ingested }) };
  const registered = rucioConfig && RUCIO;
  const app = (name: string, program: App, env: Readonly<Record<string, string>>) =>
    appProgram({ ...places.of(name), name, app: program, env: { REDIS_URL: around.redisUrl, ...env } });

  return [
    app('intake', 'intake', {
      ...ledger,
      NOTIFICATION_SECRET: around.secret,
      ...(kafka && { ...cluster, KAFKA_TOPIC: kafka.notices }),
    }),
    ...numbered('worker', WORKERS).map((name) =>
      app(name, 'ingest', { ...ledger, ...objects, ...announced, ...registered }),
    ),
    ...numbered('reaper', REAPERS).map((name) => app(name, 'reaper', { ...ledger, ...objects, ...HASTE })),
    app('announcer', 'announcer', { ...announced, ...cluster, WEBHOOK_KEY: webhook.key, ...IMPATIENCE }),
    ...(rucioConfig
      ? [
          app('registrar', 'registrar', {
            ...ledger,
            ...objects,
            ...registered,
            RUCIO_CONFIG: rucioConfig,
            ...DILIGENCE,
          }),
        ]
      : []),
  ];
}

function numbered(name: string, count: number): readonly string[] {
  return Array.from({ length: count }, (_, i) => `${name}-${i + 1}`);
}
