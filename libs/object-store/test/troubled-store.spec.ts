import { type RequestListener, type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import {
  AccessDeniedError,
  ObjectNotFoundError,
  ObjectStore,
  ObjectStoreError,
  ObjectStoreUnavailableError,
} from '../src/index.js';

let server: Server;
let answer: RequestListener;
let requests: number;
let store: ObjectStore;
let env: Record<string, string>;

beforeAll(async () => {
  server = createServer((request, response) => {
    requests++;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  env = { LSST_RESOURCES_S3_PROFILE_p: `http://KEYNAME:topsecret@127.0.0.1:${port}` };
  store = new ObjectStore(env, { timeoutMs: 300, attempts: 2 });
});

beforeEach(() => (requests = 0));

afterAll(async () => {
  store.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function saying(status: number, code: string): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(`<Error><Code>${code}</Code><AWSAccessKeyId>KEYNAME</AWSAccessKeyId></Error>`);
  };
}

const half: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-length': '1000' });
  response.write('half');
};

describe('a store in trouble', () => {
  test.each([
    [503, 'SlowDown', ObjectStoreUnavailableError, true],
    [500, 'InternalError', ObjectStoreUnavailableError, true],
    [429, 'TooManyRequests', ObjectStoreUnavailableError, true],
    [404, 'NoSuchKey', ObjectNotFoundError, false],
    [403, 'AccessDenied', AccessDeniedError, false],
    [403, 'SignatureDoesNotMatch', ObjectStoreError, true],
    [403, 'InvalidAccessKeyId', ObjectStoreError, true],
    [301, 'PermanentRedirect', ObjectStoreError, false],
  ])('that says %i %s: transient or not', async (status, code, type, transient) => {
    answer = saying(status, code);
    const error = await store.get('p@b', 'k').catch((e: unknown) => e);
    expect(error).toBeInstanceOf(type);
    expect(error).toMatchObject({ transient });
  });

  test('is asked as often as the options say, no more', async () => {
    answer = saying(503, 'SlowDown');
    await expect(store.get('p@b', 'k')).rejects.toThrow('503');
    expect(requests).toBe(2);
  });

  test('that never answers is away', async () => {
    answer = () => undefined;
    await expect(store.get('p@b', 'k')).rejects.toMatchObject({ code: 'object-store-unavailable' });
  });

  test('that stops halfway through its answer is away, rather than waited for', async () => {
    answer = half;
    await expect(store.get('p@b', 'k')).rejects.toMatchObject({ code: 'object-store-unavailable' });
  });

  test('that breaks the connection halfway through is away', async () => {
    answer = (request, response) => {
      half(request, response);
      setTimeout(() => response.destroy(), 20);
    };
    await expect(store.get('p@b', 'k')).rejects.toMatchObject({ code: 'object-store-unavailable' });
  });

  test('that ignores ranges still gives only the range', async () => {
    answer = (_, response) => response.end('0123456789');
    expect(Buffer.from(await store.getRange('p@b', 'k', 2, 3)).toString()).toBe('234');
  });

  test('never brings keys, secrets or signatures into an error', async () => {
    answer = saying(403, 'SignatureDoesNotMatch');
    const error = await store.get('p@b', 'k').catch((e: unknown) => e);
    const everything = inspect(error, { depth: 20, showHidden: true });
    expect(everything).toContain('SignatureDoesNotMatch');
    expect(everything).not.toMatch(/topsecret|KEYNAME|Signature=/);
  });
});

describe('a caller', () => {
  test('can give a request up, before its answer and within it', async () => {
    for (const reaction of [() => undefined, half]) {
      answer = reaction;
      const signal = AbortSignal.timeout(50);
      const started = Date.now();
      await expect(store.get('p@b', 'k', { signal })).rejects.toMatchObject({ code: 'aborted' });
      expect(Date.now() - started).toBeLessThan(2000);
    }
  });

  test('with more requests than connections waits in line, which no time limit counts', async () => {
    answer = (_, response) => setTimeout(() => response.end('x'), 100);
    const narrow = new ObjectStore(env, { timeoutMs: 300, attempts: 1, connections: 2 });
    const answers = await Promise.all(Array.from({ length: 12 }, () => narrow.get('p@b', 'k')));
    expect(answers).toHaveLength(12);
    narrow.close();
  });

  test('is told of giving up by a code of its own', async () => {
    answer = () => undefined;
    await expect(store.head('p@b', 'k', { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
      transient: true,
    });
  });

  test('that names an impossible bucket has made a mistake, which does not pass', async () => {
    await expect(store.get('p@a/b', 'k')).rejects.toMatchObject({
      code: 'object-store-refused',
      transient: false,
    });
    expect(requests).toBe(0);
  });
});
