import { peacefulQueueServers } from '@footman/embedded';
import { BAD, BUCKET, ConsoleSite, GONE, OPERATOR, READER } from './console-site.js';
import { until } from './until.js';

const RETRY_ALL = `/queues/api/queues/${encodeURIComponent(BUCKET)}/retry/failed`;
const PAGE = { accept: 'text/html' };
const by = (token: string) => ({ authorization: `Bearer ${token}` });

describe.each(peacefulQueueServers())('the console, with the queue on %s,', (_, startQueue) => {
  let site: ConsoleSite;
  let url: string;

  beforeAll(async () => {
    site = await ConsoleSite.start(startQueue);
    ({ url } = await site.console());
  });
  afterAll(() => site.close());

  const get = (path: string, headers: Record<string, string> = {}, at = url) =>
    fetch(at + path, { headers, redirect: 'manual' });
  const send = (
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: URLSearchParams,
    at = url,
  ) => fetch(at + path, { method, headers, body, redirect: 'manual' });
  const failed = async () => (await site.queues.status(BUCKET)).live.failed;
  const acts = async () => (await site.ledger.actions({ bucket: BUCKET })).items;

  describe('lets nobody through whom it does not know', () => {
    test.each([
      '',
      '/dead',
      '/dead/file',
      '/feeds',
      '/feeds/refused',
      '/queues/',
      '/queues/api/queues',
      '/queues/static/js/main.js',
      '/api/v1/status',
      '/nothing',
    ])('to GET %s', async (path) => {
      expect((await get(path)).status).toBe(401);
      const page = await get(path, PAGE);
      if (path.includes('/api/')) expect(page.status).toBe(401);
      else
        expect([page.status, page.headers.get('location')]).toEqual([
          302,
          expect.stringMatching(/^\/footman\/login\?next=/),
        ]);
    });

    test.each([
      ['PUT', RETRY_ALL],
      ['POST', '/dead/replay'],
      ['POST', '/feeds/retry'],
      ['DELETE', '/queues/api/queues/x/obliterate'],
    ])('to %s %s', async (method, path) => {
      expect((await send(method, path)).status).toBe(401);
      expect((await send(method, path, { authorization: 'Bearer no-such-token-0123' })).status).toBe(401);
      expect(await failed()).toBe(1);
    });

    test('and makes whoever guesses wait, also one who guesses right then', async () => {
      const other = await site.console();
      const attempt = (token: string) => get('/api/v1/status', by(token), other.url);
      for (let wrong = 0; wrong < 10; wrong++)
        expect((await attempt(`guess-number-${wrong}-0123`)).status).toBe(401);
      const [late, right] = [await attempt('guess-number-10-0123'), await attempt(OPERATOR)];
      expect([late.status, right.status]).toEqual([429, 429]);
      expect(Number(late.headers.get('retry-after'))).toBeGreaterThan(50);
      const login = await send(
        'POST',
        '/login',
        { 'sec-fetch-site': 'same-origin' },
        new URLSearchParams({ token: OPERATOR }),
        other.url,
      );
      expect(login.status).toBe(429);
      expect((await get('/api/v1/status', by(OPERATOR))).status).toBe(200);
    });
  });

  test('tells a program how it stands', async () => {
    const answer = await get('/api/v1/status', by(READER));
    expect(await answer.json()).toMatchObject({
      queue: { state: 'answers' },
      ledger: { state: 'answers' },
      buckets: [{ bucket: BUCKET, lanes: { live: { completed: 1, failed: 1 } }, troubles: { dead: 1 } }],
      feeds: expect.arrayContaining([
        expect.objectContaining({ feed: 'webhook', refused: 1, waiting: 0, oldestAt: null }),
        expect.objectContaining({ feed: 'topic', refused: 0, waiting: 0, oldestAt: null }),
        expect.objectContaining({ feed: 'rucio', refused: 0, waiting: 1, oldestAt: expect.any(Number) }),
      ]),
      needed: expect.arrayContaining([
        expect.stringContaining('1 given up'),
        '1 message of the webhook feed refused: footman feeds refused webhook',
      ]),
    });
  });

  test('forbids pages to be kept, framed, or to run what is not ours', async () => {
    const { headers } = await get('', { ...by(READER), ...PAGE });
    expect(Object.fromEntries(headers)).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': expect.stringMatching(
        /default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/,
      ),
      'referrer-policy': 'same-origin',
      'strict-transport-security': 'max-age=31536000',
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
    });
    for (const path of ['', '/dead', '/queues/', '/nothing']) {
      const policy = (await get(path, { ...by(READER), ...PAGE })).headers.get('content-security-policy');
      expect(policy).not.toMatch(/script-src[^;]*unsafe|\*|https?:/);
    }
  });

  describe('shows every queue', () => {
    const queues = async (token: string) => {
      const answer = await get('/queues/api/queues', by(token));
      return ((await answer.json()) as { queues: { name: string; readOnlyMode: boolean }[] }).queues;
    };

    test('those of messages, too, and new ones by themselves', async () => {
      const names = async () => (await queues(READER)).map(({ name }) => name);
      await until(async () => (await names()).includes('footman~ledger'));
      expect(await names()).toEqual([
        BUCKET,
        `${BUCKET}~backfill`,
        ...['ledger', 'rucio', 'topic', 'webhook'].map((feed) => `footman~${feed}`),
      ]);
      const notice = { key: 'a.fits', size: 1, etag: 'e', versionId: null, eventTime: '', receivedAt: 1 };
      await site.queues.add([{ bucket: 'new-bucket', ...notice }]);
      await until(async () => (await names()).includes('new-bucket'));
    });

    test('read only to whoever may only look, even while an operator looks', async () => {
      const [seen, operated] = await Promise.all([queues(READER), queues(OPERATOR)]);
      expect(seen.map(({ readOnlyMode }) => readOnlyMode)).not.toContain(false);
      expect(operated.map(({ readOnlyMode }) => readOnlyMode)).not.toContain(true);
    });
  });

  describe('lets whoever may only look change nothing:', () => {
    const queue = `/queues/api/queues/${encodeURIComponent(BUCKET)}`;
    test.each([
      ['PUT', RETRY_ALL],
      ['PUT', '/queues/api/queues/pause'],
      ['PUT', `${queue}/pause`],
      ['PUT', `${queue}/clean/failed`],
      ['PUT', `${queue}/obliterate`],
      ['POST', `${queue}/add`],
      ['POST', '/dead/replay'],
      ['POST', '/dead/forget'],
      ['POST', '/feeds/retry'],
      ['POST', '/feeds/forget'],
      ['DELETE', '/no/such/thing'],
    ])('%s %s', async (method, path) => {
      expect((await send(method, path, by(READER))).status).toBe(403);
      expect(await failed()).toBe(1);
    });
  });

  describe('lets an operator', () => {
    beforeEach(() => site.failAgain());

    test('retry what failed in its queue; it runs, and it is remembered who did it', async () => {
      site.mended = true;
      expect((await send('PUT', RETRY_ALL, by(OPERATOR))).status).toBe(200);
      await until(async () => (await failed()) === 0);
      await until(async () => (await acts()).length === 1);
      expect(await acts()).toMatchObject([
        { who: 'alice', command: 'queues retry', selection: { queue: BUCKET, status: 'failed' }, count: 1 },
      ]);
    });

    test('pause, resume and clean a queue; each is remembered', async () => {
      const queue = `/queues/api/queues/${encodeURIComponent(BUCKET)}`;
      const before = (await acts()).length;
      for (const path of [
        `${queue}/pause`,
        `${queue}/resume`,
        `${queue}/clean/completed`,
        '/queues/api/queues/pause',
        '/queues/api/queues/resume',
      ])
        expect([path, (await send('PUT', path, by(OPERATOR))).status]).toEqual([path, 200]);
      await until(async () => (await acts()).length === before + 3);
      expect(
        (await acts())
          .slice(0, 3)
          .map(({ command }) => command)
          .sort(),
      ).toEqual(['queues clean', 'queues pause', 'queues resume']);
    });

    test('replay what was given up, and say why', async () => {
      const body = new URLSearchParams({
        state: 'dead',
        bucket: BUCKET,
        key: BAD,
        why: 'the header was corrected',
      });
      const answer = await send('POST', '/dead/replay', { ...by(OPERATOR), ...PAGE }, body);
      expect(await answer.text()).toContain(`${BUCKET}: 1 file queued again, for backfill`);
      expect((await site.queues.status(BUCKET)).backfill.waiting).toBe(1);
      expect((await acts())[0]).toMatchObject({
        who: 'alice',
        command: 'dead replay',
        why: 'the header was corrected',
        count: 1,
      });
    });

    test('leave out for good only with a reason, and never without saying which files', async () => {
      const forget = (fields: Record<string, string>) =>
        send('POST', '/dead/forget', { ...by(OPERATOR), ...PAGE }, new URLSearchParams(fields));
      const one = { state: 'dead', bucket: BUCKET, key: BAD };
      expect((await forget(one)).status).toBe(400);
      expect((await forget({ why: 'all of them' })).status).toBe(400);
      expect(await failed()).toBe(1);
      expect((await forget({ ...one, why: 'a test pattern' })).status).toBe(200);
      expect(await failed()).toBe(0);
    });
  });

  describe('lets an operator see what a feed refused,', () => {
    const change = async (path: string, fields: Record<string, string>) => {
      const body = new URLSearchParams({ feed: 'webhook', ...fields });
      const answer = await send('POST', path, { ...by(OPERATOR), ...PAGE }, body);
      return [answer.status, await answer.text()] as const;
    };
    beforeEach(async () => {
      if ((await site.refused()) === 0) await site.refuse();
    });

    test('send it again, and say why', async () => {
      const list = await get('/feeds/refused?feed=webhook', { ...by(OPERATOR), ...PAGE });
      expect(await list.text()).toContain(GONE);
      site.receives = true;
      const nothing = await change('/feeds/retry', { reason: '500' });
      expect(nothing).toEqual([200, expect.stringContaining('Nothing like that was refused.')]);
      const done = await change('/feeds/retry', { reason: GONE, why: 'it was mended' });
      expect(done).toEqual([200, expect.stringContaining('webhook: 1 message with 2 files sent again')]);
      await until(() => site.received.includes(BAD));
      expect(await site.refused()).toBe(0);
      expect((await site.ledger.actions({})).items[0]).toMatchObject({
        who: 'alice',
        command: 'feeds retry',
        why: 'it was mended',
        selection: { feed: 'webhook', reason: GONE },
        count: 2,
      });
    });

    test('and give it up only with a reason, and never without saying of which feed', async () => {
      expect((await change('/feeds/forget', {}))[0]).toBe(400);
      expect((await change('/feeds/forget', { feed: '', why: 'all' }))[0]).toBe(400);
      expect((await change('/feeds/forget', { feed: 'pigeon', why: 'all' }))[0]).toBe(400);
      expect(await site.refused()).toBe(1);
      expect((await change('/feeds/forget', { why: 'they fetched them' }))[0]).toBe(200);
      expect(await site.refused()).toBe(0);
    });
  });

  describe('believes a header', () => {
    const user = { 'x-auth-request-user': 'carol' };

    test('of a trusted proxy, which also says who is an operator', async () => {
      const { url: behind } = await site.console({
        TRUSTED_PROXIES: '127.0.0.1',
        CONSOLE_OPERATORS: 'carol',
      });
      const page = await get('', { ...user, ...PAGE }, behind);
      expect(await page.text()).toMatch(/carol .*may change things/);
      expect((await get('', { 'x-auth-request-user': 'dave', ...PAGE }, behind)).status).toBe(200);
      const bearer = { ...user, authorization: 'Bearer of-the-proxy-itself' };
      expect((await get('/api/v1/status', bearer, behind)).status).toBe(200);
      // Nobody but a page of its own makes the console change anything for whom the proxy knows.
      expect((await send('PUT', RETRY_ALL, user, undefined, behind)).status).toBe(403);
      const origin = new URL(behind).origin;
      expect((await send('PUT', RETRY_ALL, { ...user, origin }, undefined, behind)).status).toBe(403);
    });

    test('of nobody else', async () => {
      const { url: elsewhere } = await site.console({
        TRUSTED_PROXIES: '192.0.2.0/24',
        CONSOLE_OPERATORS: 'carol',
      });
      for (const at of [url, elsewhere]) {
        const headers = { ...user, 'x-forwarded-for': '192.0.2.7', forwarded: 'for=192.0.2.7' };
        expect((await get('/api/v1/status', headers, at)).status).toBe(401);
        expect((await send('PUT', RETRY_ALL, headers, undefined, at)).status).toBe(401);
      }
    });
  });

  describe('after a log-in', () => {
    const login = (
      fields: Record<string, string>,
      headers: Record<string, string> = { 'sec-fetch-site': 'same-origin' },
    ) => send('POST', '/login', headers, new URLSearchParams(fields));

    test('leaves a cookie that scripts and other sites do not get', async () => {
      const plain = await login({ token: OPERATOR });
      expect(plain.headers.get('set-cookie')).toMatch(
        /^footman_session=.*; Path=\/footman; HttpOnly; SameSite=Strict/,
      );
      const { host } = new URL(url);
      const secure = await login({ token: OPERATOR }, { origin: `https://${host}` });
      expect(secure.headers.get('set-cookie')).toMatch(/; Secure/);
    });

    test.each([
      ['/footman/dead?state=dead', '/footman/dead?state=dead'],
      ['https://elsewhere.example/footman/', '/footman/'],
      ['//elsewhere.example/footman/', '/footman/'],
      ['/footman/../../etc', '/footman/'],
      ['/other', '/footman/'],
      ['http://[', '/footman/'],
    ])('goes on to %s at %s', async (next, location) => {
      const { status, headers } = await login({ token: OPERATOR, next });
      expect([status, headers.get('location')]).toEqual([303, location]);
    });

    test('does nothing that a page of ours has not asked for', async () => {
      const cookies = (answer: Response) =>
        answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0]);
      const session = cookies(await login({ token: OPERATOR }));
      const page = await get('/dead?state=dead&bucket=x', { ...PAGE, cookie: session.join('; ') });
      const csrf = cookies(page);
      const cookie = [...session, ...csrf].join('; ');
      const put = async (headers: Record<string, string>) =>
        (await send('PUT', RETRY_ALL, { cookie, ...headers })).status;
      expect(await put({})).toBe(403);
      expect(await put({ 'sec-fetch-site': 'same-origin' })).toBe(403);
      expect(await put({ 'sec-fetch-site': 'same-origin', 'x-xsrf-token': 'made-up' })).toBe(403);
      expect(await put({ 'sec-fetch-site': 'same-site', origin: 'http://elsewhere.example' })).toBe(403);
      expect((await login({ token: OPERATOR }, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    });
  });
});
