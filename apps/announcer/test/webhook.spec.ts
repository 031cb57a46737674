import { type QueueServer, queueServers } from '@footman/embedded';
import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { AnnouncerSite } from './announcer-site.js';
import { exposure, file } from './files.js';
import { Receiver } from './receiver.js';
import { until } from './until.js';

/** Files of an exposure come within this of each other here. */
const WINDOW = { WEBHOOK_WINDOW_MS: '100' };

/** Redis, where there is one. */
const [[, startServer]] = queueServers().slice(-1) as [[string, () => Promise<QueueServer>]];

describe('a webhook', () => {
  let server: QueueServer;
  let site: AnnouncerSite;
  let receiver: Receiver;

  beforeAll(async () => {
    server = await startServer();
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    receiver = await new Receiver().start();
    site = new AnnouncerSite(server);
  });
  afterEach(async () => {
    await site.close();
    await receiver.stop();
  });

  const serve = (settings: Record<string, string> = {}) =>
    site.serve({ WEBHOOK_URI: `${receiver.url}/update`, ...WINDOW, ...settings });

  it("is told of an exposure's files once, in the words of embargo-butler", async () => {
    await serve();
    await site.tell('webhook', file(1, 'R22_S11'), file(2), file(1, 'R22_S12'), file(1, 'R00_SG0_guider'));
    await until(() => receiver.posts.length === 2);
    const [post] = receiver.of(exposure(1));
    const name = 'MC_O_20261124_000001';
    expect(post?.text).toBe(
      `{"exp_id": "${name}", "filenames": ["${name}_R22_S11.fits", "${name}_R22_S12.fits", "${name}_R00_SG0_guider.fits"]}`,
    );
    expect(post?.path).toBe('/update');
    expect(post?.headers).toMatchObject({ 'content-type': 'application/json' });
    expect(post?.headers).not.toHaveProperty('webhook-signature');
    await until(() => site.lines(exposure(1)).length > 0);
    expect(site.lines(name)).toMatchObject([
      {
        level: 'info',
        feed: 'webhook',
        files: 3,
        status: 200,
        attempt: 1,
        msg: `Webhook response {'exp_id': '${name}', 'filenames': ['${name}_R22_S11.fits', '${name}_R22_S12.fits', '${name}_R00_SG0_guider.fits']}: <Response [200]>`,
      },
    ]);
    expect(await site.metric('footman_announcements_total{feed="webhook",outcome="done"}')).toBe(2);
    expect(await site.metric('footman_announcement_seconds_count{feed="webhook"}')).toBe(4);
  });

  it('is told of files that come later by themselves, and of one that comes twice at once only once', async () => {
    await serve();
    await site.tell('webhook', file(3, 'R22_S11'), file(3, 'R22_S11'), file(3, 'R22_S12'));
    await until(() => receiver.posts.length === 1);
    await site.tell('webhook', file(3, 'R22_S20'));
    await until(() => receiver.posts.length === 2);
    const [first, second] = receiver.posts;
    expect(first?.filenames).toHaveLength(2);
    expect(second?.filenames).toEqual(['MC_O_20261124_000003_R22_S20.fits']);
    expect(second?.headers['webhook-id']).not.toBe(first?.headers['webhook-id']);
  });

  it('is told again what it failed at, with the same id and after growing waits; of nothing else twice, and of all else at once', async () => {
    let failures = 0;
    receiver.answer = ({ exp_id }) => (exp_id === exposure(4) && ++failures <= 3 ? 500 : 200);
    await serve();
    await site.tell('webhook', file(4, 'R22_S11'), file(5), file(4, 'R22_S12'));
    await until(() => receiver.of(exposure(5)).length === 1);
    await site.tell('webhook', file(6));
    await until(() => receiver.of(exposure(6)).length === 1);
    expect(receiver.of(exposure(4)).length).toBeLessThan(4);
    await until(() => receiver.of(exposure(4)).length === 4);
    const tries = receiver.of(exposure(4));
    expect(new Set(tries.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(new Set(tries.map(({ text }) => text)).size).toBe(1);
    const waits = tries.slice(1).map(({ at }, index) => at - (tries[index]?.at ?? 0));
    expect(waits[0]).toBeGreaterThan(45);
    expect(waits[2]).toBeGreaterThan(195);
    await until(
      async () => (await site.metric('footman_announcements_total{feed="webhook",outcome="done"}')) === 3,
    );
    expect(await site.metric('footman_announcements_total{feed="webhook",outcome="retried"}')).toBe(3);
    expect(receiver.posts).toHaveLength(6);
  });

  it('is not told again what it never wants; that is kept aside with its words', async () => {
    receiver.answer =
      ({ exp_id }) =>
      (response) => {
        if (exp_id === exposure(7)) response.writeHead(400).end(`no such\nexposure ${'!'.repeat(300)}`);
        else response.writeHead(302, { location: `${receiver.url}/elsewhere` }).end();
      };
    await serve();
    await site.tell('webhook', file(7, 'R22_S11'), file(7, 'R22_S12'), file(8));
    await until(async () => (await site.refused('webhook')).length === 3);
    const refused = await site.refused('webhook');
    const reasonOf = (seq_num: number) => [
      ...new Set(refused.filter(({ obs_id }) => obs_id === exposure(seq_num)).map(({ reason }) => reason)),
    ];
    expect(reasonOf(7)).toEqual([
      expect.stringMatching(/^answered 400: no such exposure !{150,190} \.\.\.$/),
    ]);
    expect(reasonOf(8)).toEqual(['answered 302']);
    expect(receiver.posts.map(({ path }) => path)).toEqual(['/update', '/update']);
    expect(await site.metric('footman_announcements_total{feed="webhook",outcome="refused"}')).toBe(2);
  });

  it('that wants to be left alone is, by all, for as long as it says', async () => {
    receiver.answer = () => (response) => {
      if (receiver.posts.length === 1) response.writeHead(429, { 'retry-after': '1' }).end();
      else response.writeHead(200).end();
    };
    await serve();
    await site.tell('webhook', file(9));
    await until(() => receiver.posts.length === 1);
    await site.tell('webhook', file(10), file(11));
    await until(() => receiver.posts.length === 4);
    const [first, ...others] = receiver.posts;
    for (const { at } of others) expect(at - (first?.at ?? 0)).toBeGreaterThan(990);
  });

  it('that is away is asked for by one exposure, while the announcer stays ready and says so; then it hears of all', async () => {
    await receiver.stop();
    const { url } = await serve();
    await site.tell('webhook', ...Array.from({ length: 30 }, (_, i) => file(100 + i)));
    await until(async () => (await site.metric('footman_announcer_up{feed="webhook"}')) === 0);
    const ready = await fetch(`${url}/readyz`);
    expect(ready.status).toBe(200);
    expect(await ready.json()).toMatchObject({
      info: { webhook: { status: 'degraded' }, queue: { status: 'up' } },
    });
    const exceptions = () => site.said.filter(({ msg }) => msg.startsWith('Webhook exception'));
    await sleep(1000);
    // Eight may have been under way when the first was refused its connection.
    expect(exceptions().length).toBeLessThan(8 + 6);
    expect(exceptions()[0]?.['reason']).toBe('no answer (ECONNREFUSED)');
    await receiver.start();
    await until(() => receiver.posts.length === 30);
    await until(async () => (await site.metric('footman_announcer_up{feed="webhook"}')) === 1);
    expect(new Set(receiver.posts.map(({ exp_id }) => exp_id)).size).toBe(30);
  });

  it('that hangs is not waited for, and hears of all once it answers', async () => {
    receiver.answer = () => undefined;
    await serve({ WEBHOOK_TIMEOUT_MS: '200' });
    await site.tell('webhook', file(12), file(13));
    await until(() => site.said.some(({ reason }) => reason === 'no answer within 200 ms'));
    receiver.answer = () => 204;
    await until(() => site.said.filter(({ status }) => status === 204).length === 2);
  });

  it('is not asked for ever: what is too old is kept aside, also what waited while it was away', async () => {
    await receiver.stop();
    await serve({ WEBHOOK_MAX_AGE: '0.5' });
    const before = (await site.refused('webhook')).length;
    await site.tell('webhook', ...Array.from({ length: 20 }, (_, i) => file(200 + i)));
    await until(async () => (await site.refused('webhook')).length === before + 20);
    const refused = await site.refused('webhook');
    expect(refused.find(({ obs_id }) => obs_id === exposure(219))?.reason).toBe('no answer (ECONNREFUSED)');
  });

  it('can make sure who tells it, also while the key changes', async () => {
    const [old, next] = [randomBytes(32).toString('base64'), `whsec_${randomBytes(24).toString('base64')}`];
    let tries = 0;
    receiver.answer = () => (++tries === 1 ? 503 : 200);
    await serve({ WEBHOOK_KEY: `${old}, ${next}` });
    await site.tell('webhook', file(14));
    await until(() => receiver.posts.length === 2);
    for (const { text, headers } of receiver.posts) {
      for (const key of [old, next])
        expect(new Webhook(key).verify(text, headers as Record<string, string>)).toEqual(JSON.parse(text));
      const stranger = new Webhook(randomBytes(24).toString('base64'));
      expect(() => stranger.verify(text, headers as Record<string, string>)).toThrow(/No matching signature/);
      const { 'webhook-id': id, 'webhook-timestamp': time } = headers;
      const hmac = createHmac('sha256', Buffer.from(old, 'base64'))
        .update(`${id}.${time}.${text}`)
        .digest('base64');
      expect(String(headers['webhook-signature']).split(' ')).toContain(`v1,${hmac}`);
      expect(Math.abs(Number(time) - Date.now() / 1000)).toBeLessThan(5);
    }
    expect(JSON.stringify(site.said)).not.toContain(old);
  });

  it('may want a login, which nobody else gets to see', async () => {
    let tries = 0;
    receiver.answer = () => [undefined, 500, 403][Math.min(tries++, 2)];
    const place = receiver.url.replace('//', '//footman:hunter%402@');
    await serve({ WEBHOOK_URI: `${place}/update`, WEBHOOK_TIMEOUT_MS: '100' });
    await site.tell('webhook', file(15));
    await until(() => site.said.some(({ level }) => level === 'error'));
    expect(receiver.posts[0]?.headers.authorization).toBe(`Basic ${btoa('footman:hunter@2')}`);
    expect(JSON.stringify(site.said)).not.toMatch(/hunter|Zm9vdG1hb/);
    expect(JSON.stringify(await site.refused('webhook'))).not.toContain('hunter');
  });

  it('for late files is told of those alone, and that they are late', async () => {
    const late = await new Receiver().start();
    await site.serve({ LATE_WEBHOOK_URI: late.url, ...WINDOW });
    await site.tell('late-webhook', file(16, 'R22_S11', { late: true }));
    await until(() => late.posts.length === 1);
    const name = 'MC_O_20261124_000016';
    expect(late.posts[0]?.text).toBe(
      `{"exp_id": "${name}", "filenames": ["${name}_R22_S11.fits"], "late": true}`,
    );
    expect(site.lines(name)[0]?.msg).toContain("'late': True}: <Response [200]>");
    await late.stop();
  });
});
