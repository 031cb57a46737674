import { hasRedisServer } from '@footman/embedded';
import { ask, BUCKET, GROUP, keyOf, PresenceSite } from './presence-site.js';
import { until } from './until.js';

const HEADER = { INSTRUME: 'lsstCam', GROUPID: GROUP, CURINDEX: 1 };
const present = (key: string) => ({ error: false, present: true, uri: `s3://${BUCKET}/${key}` });
const ABSENT = { error: false, present: false };

(hasRedisServer() ? describe : describe.skip)('a presence service', () => {
  let site: PresenceSite;
  let url: string;
  const image = (detector: string, group = GROUP, snap = '0', instrument = 'LSSTCam') =>
    `${url}/presence/${instrument}/${encodeURIComponent(group)}/${snap}/${detector}`;
  const isPresent = async (detector: string, group?: string) =>
    ((await ask(image(detector, group))).body as { present: boolean }).present;

  beforeAll(async () => {
    site = await PresenceSite.open();
    url = await site.serve();
  });
  afterAll(() => site.close());

  it('knows every image of an exposure once its notice came, and has read one sidecar for all', async () => {
    const detectors = ['R22_S11', 'R22_S12', 'R00_SW0', 'R00_SG1', 'R44_SW1'];
    await site.sidecar(keyOf('R22_S11'), HEADER);
    await site.sidecar(keyOf('R22_S12'), HEADER);
    for (const detector of detectors) site.tell(keyOf(detector));
    await until(async () => (await Promise.all(detectors.map((each) => isPresent(each)))).every(Boolean));
    site.tell(keyOf('R22_S21'));
    await until(() => isPresent('R22_S21'));
    for (const detector of detectors)
      expect(await ask(image(detector))).toEqual({
        status: 200,
        body: present(keyOf(detector)),
      });
    expect(await site.metric('footman_presence_headers_read_total')).toBe(1);
  });

  it("writes embargo-butler's keys, which last for GROUP_LIFETIME", async () => {
    const key = `GROUP:LSSTCam:${GROUP}:0:R22_S11`;
    expect(await site.client.get(key)).toBe(`s3://${BUCKET}/${keyOf('R22_S11')}`);
    const left = await site.client.ttl(key);
    expect(left).toBeGreaterThan(86_300);
    expect(left).toBeLessThanOrEqual(86_400);
  });

  it('answers from keys that embargo-butler wrote', async () => {
    await site.client.set('GROUP:LATISS:theirs:1:R00_S00', 's3://b/theirs.fits', 'EX', 60);
    const { body } = await ask(image('R00_S00', 'theirs', '1', 'LATISS'));
    expect(body).toEqual({ error: false, present: true, uri: 's3://b/theirs.fits' });
    expect((await ask(image('R00_S00', 'theirs', '001', 'LATISS'))).body).toEqual(body);
    expect((await ask(image('R00_S00', 'theirs', '0', 'LATISS'))).body).toEqual(ABSENT);
  });

  it.each([
    ['LSSTcam', 'R22_S11', '0', 400, 'Unknown instrument LSSTcam'],
    ['LSSTCam', 'R22', '0', 400, 'Unrecognized detector name R22'],
    ['LSSTCam', 'R22_S1', '0', 400, 'Unrecognized detector name R22_S1'],
    ['LSSTCam', 'R22_S11', '-1', 404, 'Not Found'],
    ['LSSTCam', 'R22_S11', '1.5', 404, 'Not Found'],
  ])(
    'refuses %s %s, snap %s, as embargo-butler does: %i',
    async (instrument, detector, snap, status, message) => {
      expect(await ask(image(detector, 'g', snap, instrument))).toEqual({
        status,
        body: { error: true, message },
      });
    },
  );

  it('takes the header of the file itself where there is no sidecar, and none where there is nothing', async () => {
    const key = 'LSSTCam/20261124/MC_O_20261124_000043/MC_O_20261124_000043_R01_S01.fits';
    site.tell(key);
    const parked = 'footman_presence_sightings_total{outcome="parked"}';
    await until(async () => (await site.metric(parked)) === 1);
    const later = key.replace('R01_S01', 'R01_S02');
    await site.sidecar(later, { ...HEADER, GROUPID: 'later', CURINDEX: 2 });
    site.tell(later);
    await until(async () => (await site.client.exists('GROUP:LSSTCam:later:1:R01_S02')) === 1);
    expect(await site.client.get('GROUP:LSSTCam:later:1:R01_S01')).toBe(`s3://${BUCKET}/${key}`);
  });

  it('says what is there of a group, and tells apart what has arrived and what is ingested', async () => {
    const ingestedAt = Date.parse('2026-11-25T01:02:09Z');
    site.tell(keyOf('R22_S12'), ingestedAt);
    const group = `${url}/v2/presence/LSSTCam/${GROUP}`;
    const answer = await ask(`${group}/0?wait=10&until=R22_S12&state=ingested`);
    expect(answer.body).toMatchObject({ instrument: 'LSSTCam', group: GROUP, complete: true });
    const { images } = answer.body as {
      images: { detector: string; uri: string; ingested: string | null }[];
    };
    expect(images).toHaveLength(6);
    expect(images.find(({ detector }) => detector === 'R22_S12')).toEqual({
      snap: 0,
      detector: 'R22_S12',
      uri: `s3://${BUCKET}/${keyOf('R22_S12')}`,
      arrived: expect.stringMatching(/^\d{4}-.*Z$/),
      ingested: '2026-11-25T01:02:09.000Z',
    });
    expect(images.filter(({ ingested }) => ingested === null)).toHaveLength(5);
    expect((await ask(`${group}/1`)).body).toMatchObject({ complete: false, images: [] });
  });

  it('answers one that waits as soon as all is there, or with what there is when the time is up', async () => {
    const group = `${url}/v2/presence/LSSTCam/${GROUP}`;
    const begin = performance.now();
    const waiting = ask(`${group}?wait=20&until=R22_S11,R33_S00`).then(({ body }) => ({
      body,
      ms: performance.now() - begin,
    }));
    const short = await ask(`${group}?wait=0.3&until=R33_S00`);
    expect(short.body).toMatchObject({ complete: false });
    expect(await site.metric('footman_presence_waiting_requests')).toBe(1);
    site.tell(keyOf('R33_S00'));
    const { body, ms } = await waiting;
    expect(body).toMatchObject({ complete: true });
    expect(ms).toBeLessThan(10_000);
    expect(await site.metric('footman_presence_waiting_requests')).toBe(0);
  });

  it('reads a group once for all that wait for it, in each process', async () => {
    const other = await site.serve();
    const of = (where: string) => `${where}/v2/presence/LSSTCam/${GROUP}?wait=20&until=R34_S00`;
    const all = Promise.all(Array.from({ length: 60 }, (_, i) => ask(of(i % 2 ? url : other))));
    await until(async () => (await site.metric('footman_presence_waiting_requests')) === 30);
    const calls = async () =>
      Number(/cmdstat_hgetall:calls=(\d+)/.exec(await site.client.info('commandstats'))?.[1]);
    const before = await calls();
    site.tell(keyOf('R34_S00'));
    expect((await all).every(({ body }) => (body as { complete: boolean }).complete)).toBe(true);
    expect((await calls()) - before).toBeLessThanOrEqual(6);
  });

  it('sends events as images come, and ends when all is there', async () => {
    const response = await fetch(`${url}/v2/presence/LSSTCam/${GROUP}?until=R34_S01`, {
      headers: { accept: 'text/event-stream' },
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    site.tell(keyOf('R34_S01'));
    const text = await response.text();
    const events = text.trim().split('\n\n');
    expect(events.at(-1)).toBe('event: complete\ndata: {}');
    expect(events.filter((event) => event.includes('R34_S01'))).toHaveLength(1);
    expect(events.filter((event) => event.startsWith('event: image')).length).toBe(events.length - 1);
  });

  it.each(['wait=56', 'wait=soon', 'until=R22', 'state=seen'])(
    'refuses a question with %s',
    async (query) => {
      expect((await ask(`${url}/v2/presence/LSSTCam/g?${query}`)).status).toBe(400);
    },
  );

  it('lets no more wait than MAX_WAITING', async () => {
    const narrow = await site.serve({ MAX_WAITING: '0' });
    expect((await ask(`${narrow}/v2/presence/LSSTCam/g?wait=1`)).status).toBe(503);
    expect((await ask(`${narrow}/v2/presence/LSSTCam/g`)).status).toBe(200);
  });

  it('forgets an image that was asked for if DELETE_SEEN is set, also when it is ingested later', async () => {
    const forgetful = await site.serve({ DELETE_SEEN: '0' });
    const place = `/presence/LSSTCam/${GROUP}/0/R22_S11`;
    expect((await ask(forgetful + place)).body).toEqual(present(keyOf('R22_S11')));
    expect((await ask(forgetful + place)).body).toEqual(ABSENT);
    site.tell(keyOf('R22_S11'), Date.now());
    await ask(`${url}/v2/presence/LSSTCam/${GROUP}?wait=10&until=R22_S11&state=ingested`);
    expect((await ask(forgetful + place)).body).toEqual(ABSENT);
  });

  it('shows a document of all that it answers', async () => {
    const { body } = await ask(`${url}/v2/openapi.json`);
    const { openapi, paths } = body as { openapi: string; paths: object };
    expect(openapi).toBe('3.1.0');
    for (const path of Object.keys(paths)) {
      const filled = path
        .replace('{instrument}', 'LSSTCam')
        .replace('{group}', 'g')
        .replace('{snap}', '0')
        .replace('{detector}', 'R22_S11');
      expect((await ask(url + filled)).status).toBe(200);
    }
  });
});
