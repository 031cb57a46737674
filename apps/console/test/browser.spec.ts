import { peacefulQueueServers } from '@footman/embedded';
import axe from 'axe-core';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { findChromium, startChromium } from './chromium.js';
import { BAD, BUCKET, ConsoleSite, GONE, OPERATOR, READER } from './console-site.js';
import { until } from './until.js';

const executable = findChromium();
if (!executable) process.stderr.write('No chromium on PATH: the console is not tested in a browser\n');

const FAILED_JOBS = `/queues/queue/${encodeURIComponent(BUCKET)}?status=failed`;
const RETRY_ALL = `/queues/api/queues/${encodeURIComponent(BUCKET)}/retry/failed`;

(executable ? describe : describe.skip)('the console in a browser', () => {
  let site: ConsoleSite;
  let browser: Browser;
  let url: string;
  let context: BrowserContext;
  let page: Page;
  /** What pages were forbidden to do, and what their scripts threw. */
  let complaints: string[];

  beforeAll(async () => {
    const [, startQueue] = peacefulQueueServers().at(-1) ?? [];
    if (!startQueue) throw new Error('There is no queue server');
    [site, browser] = await Promise.all([ConsoleSite.start(startQueue), startChromium(executable ?? '')]);
    ({ url } = await site.console());
  });
  afterAll(async () => {
    await browser.close();
    await site.close();
  });

  beforeEach(() => open());
  afterEach(() => context.close());

  async function open(options: Parameters<Browser['newContext']>[0] = {}): Promise<void> {
    await context?.close();
    context = await browser.newContext(options);
    page = await context.newPage();
    complaints = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      if (message.type() === 'error' && !/status of 40[1-4]/.test(message.text()))
        complaints.push(message.text());
    });
  }

  async function login(token: string): Promise<void> {
    await page.goto(url);
    await page.getByLabel('Token').fill(token);
    await page.getByRole('button', { name: 'Log in' }).click();
  }

  /** Goes to a page as somebody who has logged in before. */
  async function visit(token: string, path = ''): Promise<void> {
    const headers = { 'sec-fetch-site': 'same-origin' };
    const body = new URLSearchParams({ token });
    const { headers: answer } = await fetch(`${url}/login`, {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
    });
    const [, name = '', value = ''] = /^([^=]+)=([^;]+)/.exec(answer.get('set-cookie') ?? '') ?? [];
    const cookie = {
      name,
      value,
      domain: '127.0.0.1',
      path: '/footman',
      httpOnly: true,
      sameSite: 'Strict',
    } as const;
    await context.addCookies([cookie]);
    await page.goto(url + path);
  }

  const failed = async () => (await site.queues.status(BUCKET)).live.failed;

  test('is entered with a token, not with a wrong one, and left again', async () => {
    await login('not-a-token-of-ours');
    expect(await page.getByRole('alert').first().textContent()).toBe('This token is not known.');
    await login(READER);
    await page.getByRole('heading', { name: 'Status' }).waitFor();
    expect(await page.getByText('may look').count()).toBe(1);
    expect(await page.evaluate(() => document.cookie)).not.toContain('footman_session');
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByLabel('Token').waitFor();
    await page.goto(`${url}/dead`);
    expect(page.url()).toContain('/login?next=');
    expect(complaints).toEqual([]);
  });

  test('shows what was given up, leads to its story, and refreshes by itself', async () => {
    await page.clock.install();
    await visit(READER);
    await page.getByText(`${BUCKET}: 1 given up`).waitFor();
    expect(await page.title()).toMatch(/needs? a person/);
    const before = await page.locator('time').textContent();
    await site.queues.add([
      {
        bucket: 'arrived-later',
        key: 'a.fits',
        size: 1,
        etag: 'e',
        versionId: null,
        eventTime: '',
        receivedAt: Date.now(),
      },
    ]);
    expect(await page.getByText('arrived-later').count()).toBe(0);
    await page.clock.runFor(5000);
    await page.getByRole('rowheader', { name: 'arrived-later' }).first().waitFor();
    expect(await page.locator('time').textContent()).not.toBe(before);
    await page.getByRole('link', { name: /^footman dead list/ }).click();
    await page.getByRole('link', { name: BAD }).click();
    await page.getByText('correct the header or its sidecar').waitFor();
    expect(await page.getByRole('button', { name: /Replay/ }).count()).toBe(0);
    expect(complaints).toEqual([]);
  });

  test('says when what it shows is old', async () => {
    await visit(READER);
    await context.setOffline(true);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.getByText(/^What you see is of \d\d:\d\d:\d\d UTC/).waitFor();
    await context.setOffline(false);
    await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await page.locator('#stale').waitFor({ state: 'hidden' });
  });

  test('works without scripts, too', async () => {
    await open({ javaScriptEnabled: false });
    await login(OPERATOR);
    await page.getByText(`${BUCKET}: 1 given up`).waitFor();
    expect(await page.locator('meta[http-equiv=refresh]').getAttribute('content')).toBe('10');
  });

  test('shows queues without anything that is forbidden; whoever may only look has no buttons, and is refused', async () => {
    await visit(READER);
    await page.getByRole('link', { name: 'Queues' }).click();
    await page.getByText('footman~ledger').first().waitFor();
    await page.goto(url + FAILED_JOBS);
    await page.getByText('untranslatable-header').first().waitFor();
    expect(await page.getByText('Retry all').count()).toBe(0);
    expect(await page.getByRole('button', { name: /retry|clean|pause/i }).count()).toBe(0);
    expect(await put(RETRY_ALL)).toBe(403);
    expect(await failed()).toBe(1);
    expect(complaints).toEqual([]);
  });

  test('lets an operator retry what failed; it runs', async () => {
    await site.failAgain();
    await visit(OPERATOR, FAILED_JOBS);
    site.mended = true;
    await page.getByText('Retry all').click();
    await page
      .getByRole('button', { name: /confirm|retry|yes/i })
      .last()
      .click();
    await until(async () => (await failed()) === 0);
    await until(async () => (await site.ledger.actions({ bucket: BUCKET })).items.length > 0);
    const { items } = await site.ledger.actions({ bucket: BUCKET });
    expect(items[0]).toMatchObject({ who: 'alice', command: 'queues retry', count: 1 });
    expect(complaints).toEqual([]);
  });

  test('leads to what a feed refused, which an operator sends again', async () => {
    await visit(OPERATOR, '/feeds');
    await page.getByRole('row', { name: 'webhook' }).getByRole('link', { name: '1' }).click();
    await page.getByText(GONE).first().waitFor();
    expect(await page.getByRole('link', { name: BAD.replace('S01', 'S00') }).count()).toBe(1);
    site.receives = true;
    await page.getByLabel('Why').fill('it was mended');
    await page.getByRole('button', { name: 'Send this message again' }).click();
    await page.getByText('webhook: 1 message with 2 files sent again').waitFor();
    await until(() => site.received.includes(BAD));
    await site.refuse();
    expect(complaints).toEqual([]);
  });

  test('lets an operator replay a file from its story', async () => {
    await site.failAgain();
    await visit(OPERATOR, `/dead/file?${new URLSearchParams({ bucket: BUCKET, key: BAD })}`);
    await page.getByLabel('Why').fill('the header was corrected');
    await page.getByRole('button', { name: 'Replay this file' }).click();
    await page.getByText('1 file queued again, for backfill').waitFor();
    expect((await site.queues.status(BUCKET)).backfill.waiting).toBe(1);
    expect(complaints).toEqual([]);
  });

  describe('does nothing for another site', () => {
    let elsewhere: Server;
    let port: number;

    beforeAll(async () => {
      elsewhere = createServer((request, response) => {
        const { searchParams } = new URL(request.url ?? '', 'http://elsewhere.invalid');
        response.setHeader('content-type', 'text/html');
        response.end(`<form method="post" action="${searchParams.get('to')}">
          <input name="state" value="dead"><input name="bucket" value="${BUCKET}"><input name="why" value="none">
          <button>Go</button></form><a href="${searchParams.get('to')}">Follow</a>`);
      });
      await new Promise<void>((resolve) => void elsewhere.listen(0, '127.0.0.1', resolve));
      ({ port } = elsewhere.address() as AddressInfo);
    });
    afterAll(() => void elsewhere.close());

    const from = (host: string, to: string) => `http://${host}:${port}/?${new URLSearchParams({ to })}`;

    test.each([
      ['another origin, which gets the cookie', '127.0.0.1', 403],
      ['another site, which does not', 'localhost', 401],
    ])('from %s', async (_, host, status) => {
      await site.failAgain();
      await visit(OPERATOR);
      await page.goto(from(host, `${url}/dead/forget`));
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url().endsWith('/dead/forget')),
        page.getByRole('button').click(),
      ]);
      expect(answer.status()).toBe(status);
      expect(await failed()).toBe(1);
    });

    test('nor for one behind a proxy that knows the visitor everywhere', async () => {
      await site.failAgain();
      const { url: behind } = await site.console({
        TRUSTED_PROXIES: '127.0.0.1',
        CONSOLE_OPERATORS: 'carol',
      });
      await open({ extraHTTPHeaders: { 'x-auth-request-user': 'carol' } });
      await page.goto(behind);
      await page.getByText('carol').waitFor();
      await page.goto(from('localhost', `${behind}/dead/forget`));
      await page.getByRole('button').click();
      await page.getByText('Another site sent this; nothing was changed.').waitFor();
      expect(await failed()).toBe(1);
    });

    test('but a link in a chat leads to the page without a second log-in', async () => {
      await visit(READER);
      await page.goto(from('localhost', `${url}/dead`));
      await page.getByRole('link', { name: 'Follow' }).click();
      await page.getByRole('heading', { name: 'Files that wait for a person' }).waitFor();
    });
  });

  test('believes no header that a browser sends by itself', async () => {
    await open({ extraHTTPHeaders: { 'x-auth-request-user': 'carol' } });
    await page.goto(url);
    await page.getByLabel('Token').waitFor();
  });

  test.each(['light', 'dark'] as const)(
    'can be read by all, and fits a phone, when it is %s',
    async (colorScheme) => {
      await open({ colorScheme, viewport: { width: 390, height: 844 } });
      await page.goto(`${url}/login`);
      expect(await faults()).toEqual([]);
      const story = `/dead/file?${new URLSearchParams({ bucket: BUCKET, key: BAD })}`;
      for (const path of [
        '',
        '/dead?state=dead',
        story,
        '/feeds',
        '/feeds/refused?feed=webhook',
        '/nothing',
      ]) {
        await visit(OPERATOR, path);
        expect([path, await faults()]).toEqual([path, []]);
      }
    },
  );

  /** Sends what Bull Board's own page would, from that page. */
  async function put(path: string): Promise<number> {
    return await page.evaluate(async (to) => {
      const [, token = ''] = /XSRF-TOKEN=([^;]+)/.exec(document.cookie) ?? [];
      const headers = { 'x-xsrf-token': decodeURIComponent(token) };
      return (await fetch(to, { method: 'PUT', headers })).status;
    }, url + path);
  }

  /** What whoever can't see well, or has a small screen, would stumble over. */
  async function faults(): Promise<string[]> {
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run());
    const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    return [
      ...violations.map(({ help, nodes }) => `${help}: ${nodes.map(({ html }) => html).join(' ')}`),
      ...(width > 0 ? [`${width} pixels wider than the screen`] : []),
    ];
  }
});
