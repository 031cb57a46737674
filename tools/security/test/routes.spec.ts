import { type EmbeddedServer, hasRedisServer, startRedis } from '@footman/embedded';
import type { Service } from '@footman/service';
import { routesOf, type Route } from '../src/routes.js';
import { start, type StartedService } from '../src/run-service.js';
import { SERVICES } from '../src/services.js';
import { Site } from '../src/site.js';

/** What anybody who reaches a service may ask; nothing of it changes anything, and none of it holds a secret. */
const OPEN = ['GET /livez', 'GET /metrics', 'GET /readyz'];
/** Where each record is taken by its secret alone. */
const BY_SECRET = ['POST /notify'];
/** Where a stranger becomes somebody, by a token; and what that page looks like. */
const LOGIN = ['GET /login', 'GET /assets/:name', 'POST /login'];
/** Where everybody is told what has arrived, whether it is there or not. */
const ARRIVALS = [
  'GET /presence/:instrument/:group/:snap/:detector',
  'GET /v2/presence/:instrument/:group',
  'GET /v2/presence/:instrument/:group/:snap',
  'GET /v2/openapi.json',
];

/** Who would be told of ingested files, with a login; nobody listens there. */
const RECEIVER = {
  WEBHOOK_URI: 'http://footman:login-of-the-receiver@127.0.0.1:1',
  WEBHOOK_KEY: Buffer.from('key that POSTs are signed with').toString('base64'),
};

/** Refused, or by a page: sent to log in. */
const REFUSED = [401, 403, 404];

const spoken = ({ method, url }: Route): string => `${method} ${url}`;

let site: Site;
let redis: EmbeddedServer | undefined;
let worker: NodeJS.ProcessEnv;

beforeAll(async () => {
  [site, redis] = await Promise.all([Site.open(), startRedis()]);
  worker = await site.registry.role('worker', 'password', 'grants.sql');
});
afterAll(async () => {
  await site?.close();
  await redis?.close();
});

/** Presence has its answers in Redis. */
const testable = [...SERVICES].filter(([name]) => name !== 'presence' || hasRedisServer());

describe.each(testable)('%s', (_, service: Service) => {
  let running: StartedService;
  let routes: readonly Route[];

  beforeAll(async () => {
    routes = await routesOf(async () => {
      const queue = service.name === 'presence' && { QUEUE_DATABASE_URL: undefined, REDIS_URL: redis?.url };
      running = await start(service, { ...site.env, ...worker, ...queue, ...RECEIVER });
    });
  });
  afterAll(async () => {
    await running?.close();
  });

  const ask = ({ method, url }: Route, headers: Record<string, string> = {}) =>
    fetch(`${running.url}${url.replace(/:\w+|\*/g, 'x')}`, {
      method,
      headers,
      redirect: 'manual',
      ...(!['GET', 'HEAD'].includes(method) && {
        body: site.notification({ key: 'a.fits', body: new Uint8Array(1) }, 'a guess'),
      }),
    });
  /** Routes that aren't known to be open. HEAD is GET without its answer. */
  const closed = () =>
    routes.filter(
      ({ method, url }) =>
        ![...OPEN, ...BY_SECRET, ...LOGIN, ...ARRIVALS].includes(
          `${method === 'HEAD' ? 'GET' : method} ${url}`,
        ),
    );

  it('has no route that a stranger may use, but for probes, metrics, notices and questions of presence', async () => {
    expect(routes.map(spoken)).toEqual(expect.arrayContaining(OPEN));
    for (const route of closed()) {
      const { status } = await ask(route);
      expect([spoken(route), REFUSED.includes(status)]).toEqual([spoken(route), true]);
    }
  });

  it('changes nothing for a stranger: what isn’t to be read is refused, and a notice without the secret is not taken', async () => {
    for (const route of routes.filter(({ method }) => !['GET', 'HEAD', 'OPTIONS'].includes(method))) {
      const answer = await ask(route);
      if (BY_SECRET.includes(spoken(route))) expect(await answer.json()).toEqual({ 'wrong-secret': 1 });
      else expect([spoken(route), REFUSED.includes(answer.status)]).toEqual([spoken(route), true]);
    }
    const { rows } = await site.registry.owner.query('SELECT count(*)::int AS n FROM "Butler".dataset');
    expect(rows).toEqual([{ n: 0 }]);
  });

  if (service.name === 'console')
    it('has told of all its routes, also those of the queues’ board', () => {
      const changing = routes.filter(({ method, url }) => method === 'PUT' && url.includes('/queues/api/'));
      expect(changing.length).toBeGreaterThan(5);
    });

  it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('refuses %s of everything that may be read', async (method) => {
    for (const { url } of routes.filter((route) => route.method === 'GET')) {
      const { status } = await ask({ method, url });
      expect([url, [...REFUSED, 405].includes(status)]).toEqual([url, true]);
    }
  });

  it('tells strangers nothing of its settings', async () => {
    const told = await Promise.all(
      OPEN.map(async (route) => (await fetch(`${running.url}${route.slice(4)}`)).text()),
    );
    for (const secret of [
      site.env['NOTIFICATION_SECRET'],
      site.env['CONSOLE_TOKEN'],
      site.env['AWS_SECRET_ACCESS_KEY'],
      'password',
      'login-of-the-receiver',
      RECEIVER.WEBHOOK_KEY,
    ])
      expect(told.join()).not.toContain(secret);
  });
});
