import { announcerService } from '@footman/announcer';
import { OUT_QUEUES, type IngestedFile } from '@footman/feeds';
import { MessageQueue, queueBackendFromEnv } from '@footman/queue';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { start, type StartedService } from '../src/run-service.js';
import { BUCKET, Site } from '../src/site.js';
import { until } from '../src/until.js';

const LOGIN = 'who-we-are';
const PASSWORD = 'webhook-Pa55/w+rd';
const KEY = Buffer.from('a key that signs what we POST').toString('base64');
const FILE: IngestedFile = {
  bucket: BUCKET,
  key: 'LSSTCam/20251115/MC_O_20251115_000001/MC_O_20251115_000001_R22_S11.fits',
  etag: 'e',
  size: 1,
  instrument: 'LSSTCam',
  day_obs: 20251115,
  obs_id: 'MC_O_20251115_000001',
  eventTime: Date.now(),
  receivedAt: Date.now(),
  ingestedAt: Date.now(),
  late: false,
};

/** A receiver that answers as it likes, and keeps what it was asked. */
class Receiver {
  readonly asked: { readonly body: string; readonly headers: IncomingMessage['headers'] }[] = [];
  private readonly server = createServer((request, response) => {
    void buffer(request).then((body) => {
      this.asked.push({ body: body.toString(), headers: request.headers });
      this.answer(request, response);
    });
  });

  constructor(private readonly answer: (request: IncomingMessage, response: ServerResponse) => void) {}

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }
}

describe('a receiver of announcements', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.open();
  });
  afterAll(async () => {
    await site?.close();
  });

  const closing: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** Has a receiver told of a file, by an announcer that has a login and a key. */
  async function tell(receiver: Receiver, file: Partial<IngestedFile> = {}): Promise<StartedService> {
    closing.push(() => receiver.close());
    const env = {
      ...site.env,
      WEBHOOK_URI: `http://${LOGIN}:${encodeURIComponent(PASSWORD)}@${await receiver.listen()}/update`,
      WEBHOOK_KEY: KEY,
      WEBHOOK_WINDOW_MS: '0',
      WEBHOOK_TIMEOUT_MS: '500',
    };
    const announcer = await start(announcerService, env);
    const queue = new MessageQueue<IngestedFile>(queueBackendFromEnv(env), OUT_QUEUES.webhook);
    closing.push(
      () => announcer.close(),
      () => queue.close(),
    );
    await queue.start();
    await queue.deliver([{ ...FILE, ...file }]);
    return announcer;
  }

  it('can’t have us go anywhere else', async () => {
    const elsewhere = new Receiver((_, response) => response.end());
    closing.push(() => elsewhere.close());
    const location = `http://${await elsewhere.listen()}/latest/meta-data`;
    const receiver = new Receiver((_, response) => response.writeHead(307, { location }).end());
    const { log } = await tell(receiver);
    await until(() => log.some((line) => line.includes('<Response [307]>')));
    expect(receiver.asked).toHaveLength(1);
    expect(elsewhere.asked).toEqual([]);
  });

  it('can’t have our login or key printed by saying everything back, nor fill our memory or log', async () => {
    const receiver = new Receiver(({ headers }, response) => {
      response.writeHead(500).write(JSON.stringify(headers));
      const more = Buffer.alloc(65_536, PASSWORD);
      const go = () => {
        while (!response.destroyed && response.write(more));
      };
      response.on('drain', go);
      go();
    });
    const { log } = await tell(receiver);
    await until(() => log.some((line) => line.includes('<Response [500]>')));
    const [asked] = receiver.asked;
    expect(asked?.headers['webhook-signature']).toMatch(/^v1,/);
    const said = log.join('\n');
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), KEY, asked?.headers.authorization ?? '-'])
      expect(said).not.toContain(secret);
    expect(Math.max(...log.map((line) => line.length))).toBeLessThan(2000);
  });

  it('is told of a hostile key as text, and of nothing else', async () => {
    const name = `"}, "exp_id": "other\r\nX-Forged: 1 \u{1f52d}.fits`;
    const receiver = new Receiver((_, response) => response.end());
    await tell(receiver, { key: `LSSTCam/20251115/MC_O_20251115_000001/${name}` });
    // What another test's receiver hasn't taken comes, too.
    const found = () => receiver.asked.find(({ body }) => body.includes('X-Forged'));
    await until(() => found() !== undefined);
    const asked = found();
    expect(JSON.parse(asked?.body ?? '')).toEqual({ exp_id: FILE.obs_id, filenames: [name] });
    expect(asked?.headers).not.toHaveProperty('x-forged');
  });
});
