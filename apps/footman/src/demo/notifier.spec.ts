import type { StoredObject } from '@footman/embedded';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Notifier } from './notifier.js';

const objectNamed = (key: string): StoredObject => ({
  bucket: 'embargo',
  key,
  size: 1,
  etag: 'e',
  eventTime: '2025-11-16T00:16:22.000Z',
});

describe('Notifier', () => {
  let server: Server;
  let notifier: Notifier;
  let answer: (body: { key: string; secret: string }, request: IncomingMessage) => Promise<number>;
  const notified: string[] = [];

  beforeEach(async () => {
    notified.length = 0;
    server = createServer((incoming, response) => {
      let text = '';
      incoming.on('data', (chunk) => (text += chunk));
      incoming.on('end', async () => {
        response.statusCode = await answer(JSON.parse(text), incoming);
        response.end();
      });
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    notifier = new Notifier({
      url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
      secret: 's3cret',
      encode: JSON.stringify,
      onNotified: ({ key }) => notified.push(key),
      retryDelay: 20,
    });
  });

  afterEach(async () => {
    notifier.close();
    server.closeAllConnections();
    await new Promise((done) => server.close(done));
  });

  it('sends each object once, with the secret, on at most 52 connections that are used again', async () => {
    const bodies: unknown[] = [];
    const sockets = new Set<unknown>();
    let now = 0;
    let most = 0;
    answer = async (body, { socket, method, headers }) => {
      bodies.push([method, headers['content-type'], body.secret]);
      sockets.add(socket);
      most = Math.max(most, ++now);
      await new Promise((next) => setTimeout(next, 5));
      now--;
      return 200;
    };
    for (let i = 0; i < 200; i++) notifier.notify(objectNamed(String(i)));
    await until(() => notified.length === 200);
    expect(new Set(notified).size).toBe(200);
    expect(bodies).toEqual(Array(200).fill(['POST', 'application/json', 's3cret']));
    expect(most).toBeLessThanOrEqual(52);
    expect(sockets.size).toBe(52);
    expect(notifier.stats).toEqual({ sent: 200, notified: 200, refused: 0 });
  });

  it('sends a refused notification again until it is taken, and counts', async () => {
    let tries = 0;
    answer = async ({ key }) => (key === 'busy' && ++tries < 3 ? 503 : 200);
    notifier.notify(objectNamed('busy'));
    notifier.notify(objectNamed('fine'));
    await until(() => notified.length === 2);
    expect(notified).toEqual(['fine', 'busy']);
    expect(notifier.stats).toEqual({ sent: 4, notified: 2, refused: 2 });
  });

  it('gets over a receiver that breaks the connection', async () => {
    let tries = 0;
    answer = async (_body, { socket }) => {
      if (++tries === 1) socket.destroy();
      return 200;
    };
    notifier.notify(objectNamed('a'));
    await until(() => notified.length === 1);
    expect(notifier.stats).toEqual({ sent: 2, notified: 1, refused: 1 });
  });

  it('sends nothing any more once it is closed', async () => {
    let tries = 0;
    answer = async () => (tries++, 503);
    notifier.notify(objectNamed('a'));
    await until(() => tries > 1);
    notifier.close();
    const before = tries;
    await new Promise((next) => setTimeout(next, 80));
    expect(tries).toBe(before);
  });
});

async function until(condition: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !condition(); i++) await new Promise((next) => setTimeout(next, 5));
}
