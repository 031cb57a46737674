import { freePort, startPostgres, startRedis, type EmbeddedServer } from '@footman/embedded';
import type { Service } from '@footman/service';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { start } from '../src/run-service.js';
import { SERVICES } from '../src/services.js';
import { BUCKET, Site } from '../src/site.js';
import { until } from '../src/until.js';

/** A secret for each door, none like another, with what has to be quoted somewhere. */
const SECRETS = {
  redis: 'redis-Pa55/w+rd',
  queue: 'queue-Pa55/w+rd',
  ledger: 'ledger-Pa55/w+rd',
  butler: 'butler-Pa55/w+rd',
  notification: 'opaque-Da7a/&+',
  access: 'ACCE55KEY-OF-5ITE',
  secretKey: 's3-5ecret/Key+',
  console: 'c0nsole/t0ken+of-one',
  rucio: 'rucio-Pa55/w+rd',
  webhook: 'webhook-Pa55/w+rd',
  signature: Buffer.from('key that POSTs are signed with').toString('base64'),
};

/** All ways in which one may be written. */
const spellings = Object.values(SECRETS).flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  Buffer.from(secret).toString('base64').slice(0, 12),
]);
const foundIn = (text: string): string[] => spellings.filter((spelling) => text.includes(spelling));
const quoted = encodeURIComponent;

let site: Site;
let postgres: EmbeddedServer;
let redis: EmbeddedServer | undefined;
let directory: string;
let nobody: number;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'footman-secrets-'));
  [site, postgres, redis, nobody] = await Promise.all([
    Site.open(),
    startPostgres(),
    startRedis(),
    freePort(),
  ]);
  const client = `rucio_host = http://127.0.0.1:${nobody}\naccount = a\nauth_type = userpass\nusername = u`;
  await writeFile(join(directory, 'rucio.cfg'), `[client]\n${client}\npassword = ${SECRETS.rucio}\n`);
  const auth = [{ url: `postgresql://*`, username: 'nobody', password: SECRETS.butler }];
  await writeFile(join(directory, 'db-auth.yaml'), JSON.stringify(auth), { mode: 0o600 });
  if (redis) await lock(redis);
  const text = await readFile(join(site.registry.repo, 'butler.yaml'), 'utf8');
  const given = text.replace('postgresql://', `postgresql://nobody:${quoted(SECRETS.butler)}@`);
  await writeFile(join(directory, 'butler.yaml'), given);
});
afterAll(async () => {
  await site?.close();
  await postgres?.close();
  await redis?.close();
  await rm(directory, { recursive: true, force: true });
});

/** Gives a Redis a password, which is another than services are told. */
async function lock({ url }: EmbeddedServer): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.write('CONFIG SET requirepass another\r\n');
  await once(socket, 'data');
  socket.destroy();
}

describe.each([...SERVICES])('%s never prints a secret', (_, service: Service) => {
  /** Every secret is there and wrong; whoever is asked says so. */
  const env = (changes: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => ({
    BUCKETS: BUCKET,
    BUTLER_REPO: site.registry.repo,
    QUEUE_DATABASE_URL: `postgresql://nobody:${quoted(SECRETS.queue)}@${new URL(postgres.url).host}/postgres`,
    LEDGER_URL: `postgresql://nobody:${quoted(SECRETS.ledger)}@${new URL(postgres.url).host}/postgres`,
    NOTIFICATION_SECRET: SECRETS.notification,
    CONSOLE_TOKEN: SECRETS.console,
    WEBHOOK_URI: `http://nobody:${quoted(SECRETS.webhook)}@127.0.0.1:${nobody}/update`,
    WEBHOOK_KEY: SECRETS.signature,
    RUCIO_CONFIG: join(directory, 'rucio.cfg'),
    RUCIO_RSE: 'DISK',
    RUCIO_SCOPE: 'raw',
    RUCIO_DTN: 'davs://dtn.example.org',
    LSST_DB_AUTH: join(directory, 'db-auth.yaml'),
    S3_ENDPOINT_URL: site.guard.endpoint,
    AWS_ACCESS_KEY_ID: SECRETS.access,
    AWS_SECRET_ACCESS_KEY: SECRETS.secretKey,
    TONIGHT_MS: '100',
    CHORES_MS: '100',
    ...changes,
  });

  /** What it says while it runs into its troubles, at the finest level: log, answers, and the error that ends it. */
  async function said(settings: NodeJS.ProcessEnv): Promise<string> {
    const log: string[] = [];
    const answers: string[] = [];
    try {
      const running = await start(service, settings, log);
      try {
        const body = site.notification({ key: 'a.fits', body: new Uint8Array(1) }, SECRETS.notification);
        for (const path of ['readyz', 'metrics'])
          answers.push(await (await fetch(`${running.url}/${path}`)).text());
        if (service.name === 'intake')
          answers.push(await (await fetch(`${running.url}/notify`, { method: 'POST', body })).text());
        await until(() => log.some((line) => line.includes('"err"')), 10);
      } finally {
        await running.close();
      }
    } catch (error) {
      answers.push(String(error), (error as Error).stack ?? '');
    }
    return [...log, ...answers].join('\n');
  }

  /** All troubles at once: most of the time is spent waiting. */
  const cases: Readonly<Record<string, () => NodeJS.ProcessEnv>> = {
    'every password is wrong': () => env(),
    'nobody is where it is sent': () => {
      const at = `127.0.0.1:${nobody}`;
      return env({
        QUEUE_DATABASE_URL: `postgresql://nobody:${quoted(SECRETS.queue)}@${at}/none`,
        LEDGER_URL: `postgresql://nobody:${quoted(SECRETS.ledger)}@${at}/none`,
        S3_ENDPOINT_URL: `http://${SECRETS.access}:${quoted(SECRETS.secretKey)}@${at}`,
      });
    },
    'Redis doesn’t take its password': () => {
      const { hostname, port } = new URL(redis?.url ?? `redis://127.0.0.1:${nobody}`);
      return env({
        QUEUE_DATABASE_URL: undefined,
        REDIS_HOST: hostname,
        REDIS_PORT: port,
        REDIS_PASSWORD: SECRETS.redis,
      });
    },
    'butler.yaml has a password, which is wrong': () =>
      env({ BUTLER_REPO: directory, LSST_DB_AUTH: undefined }),
    'it is given an address that is none': () =>
      env({ QUEUE_DATABASE_URL: `postgresql:/${SECRETS.queue}@@:x`, LEDGER_URL: SECRETS.ledger }),
    'it is given a secret where something else belongs': () =>
      env({
        CONSOLE_TOKEN: `: ${SECRETS.console} :`,
        PORT: SECRETS.notification,
        DRAIN_MS: SECRETS.queue,
        LOG_LEVEL: SECRETS.ledger,
        WEBHOOK_URI: SECRETS.webhook,
        WEBHOOK_KEY: `: ${SECRETS.signature} :`,
      }),
    'it is given a profile that can’t be read': () =>
      env({
        BUCKETS: `site@${BUCKET}`,
        LSST_RESOURCES_S3_PROFILE_site: `${SECRETS.access}:${SECRETS.secretKey}`,
      }),
    'it is given credentials that others may read': () => env({ LSST_DB_AUTH: '/etc/passwd' }),
  };
  let told: Map<string, string>;
  beforeAll(async () => {
    const all = Object.entries(cases).map(
      async ([name, settings]) => [name, await said(settings())] as const,
    );
    told = new Map(await Promise.all(all));
  });

  it.each(Object.keys(cases))('when %s', (name) => {
    const text = told.get(name) ?? '';
    expect(text).not.toBe('');
    expect(foundIn(text)).toEqual([]);
  });
});
