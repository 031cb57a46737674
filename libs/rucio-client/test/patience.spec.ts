import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  RucioAuthenticationError,
  RucioClient,
  type RucioClientOptions,
  RucioUnavailableError,
} from '../src/index.js';

const CREDENTIALS = { kind: 'userpass', account: 'a', username: 'u', password: 'p' } as const;
const DID = { scope: 'raw', name: 'a/b.fits' };

/** A server is written out here where the real one can't be brought to do it in a test's time. */
describe('patience', () => {
  let server: Server | undefined;
  let client: RucioClient | undefined;

  afterEach(() => {
    client?.close();
    server?.closeAllConnections();
    server?.close();
  });

  async function serve(
    answer: RequestListener,
    options: Partial<RucioClientOptions> = {},
  ): Promise<RucioClient> {
    server = createServer(answer);
    await new Promise<void>((listening) => server?.listen(0, '127.0.0.1', listening));
    const { port } = server.address() as AddressInfo;
    client = new RucioClient({
      url: `http://127.0.0.1:${port}/`,
      credentials: CREDENTIALS,
      firstWaitMs: 1,
      ...options,
    });
    return client;
  }

  it('doesn’t wait for a token to end: it has another before', async () => {
    let logins = 0;
    const used: unknown[] = [];
    const rucio = await serve((request, response) => {
      if (request.url?.startsWith('/auth/')) {
        const expires = new Date(Date.now() + 2000).toUTCString().replace('GMT', 'UTC');
        response.setHeader('X-Rucio-Auth-Token', `token-${++logins}`);
        response.setHeader('X-Rucio-Auth-Token-Expires', expires);
      } else used.push(request.headers['x-rucio-auth-token']);
      response.end();
    });
    await Promise.all([rucio.listFiles(DID), rucio.listFiles(DID), rucio.listFiles(DID)]);
    expect(used).toEqual(['token-1', 'token-1', 'token-1']);
    await new Promise((passed) => setTimeout(passed, 1900));
    await rucio.listFiles(DID);
    expect(used.at(-1)).toBe('token-2');
  });

  it('asks for another OIDC token by the end that is in it', async () => {
    const token = (seconds: number) => {
      const claims = Buffer.from(JSON.stringify({ exp: Date.now() / 1000 + seconds })).toString('base64url');
      return `e30.${claims}.signature`;
    };
    const tokens = [token(-1), token(3600), token(1)];
    const given = [...tokens];
    const used: unknown[] = [];
    const rucio = await serve(
      (request, response) => {
        used.push(request.headers['x-rucio-auth-token']);
        response.end();
      },
      { credentials: () => ({ kind: 'oidc', token: given.shift() as string }) },
    );
    for (let call = 0; call < 3; call++) await rucio.listFiles(DID);
    expect(used).toEqual([tokens[0], tokens[1], tokens[1]]);
  });

  it('ends with the second refusal of a new login, and doesn’t knock on for ever', async () => {
    let asked = 0;
    const rucio = await serve((request, response) => {
      if (request.url?.startsWith('/auth/')) response.setHeader('X-Rucio-Auth-Token', 'token').end();
      else {
        asked++;
        response.writeHead(401).end('{"ExceptionClass": "CannotAuthenticate", "ExceptionMessage": "no"}');
      }
    });
    await expect(rucio.listFiles(DID)).rejects.toBeInstanceOf(RucioAuthenticationError);
    expect(asked).toBe(2);
  });

  it('has an end for each request, and for all tries', async () => {
    let asked = 0;
    const rucio = await serve(() => void asked++, { timeoutMs: 50, attempts: 3 });
    await expect(rucio.version()).rejects.toThrow('Rucio did not answer GET /ping: no answer within 50 ms');
    expect(asked).toBe(3);
  });

  it('holds nothing of a huge refusal but its name and its beginning', async () => {
    const rucio = await serve((_, response) => {
      response.writeHead(500, { ExceptionClass: 'InvalidObject', ExceptionMessage: 'Problem validating' });
      response.end(
        JSON.stringify({ ExceptionClass: 'InvalidObject', ExceptionMessage: 'x'.repeat(3_000_000) }),
      );
    });
    await expect(rucio.version()).rejects.toMatchObject({
      code: 'invalid',
      message: 'Rucio answered 500 to GET /ping: InvalidObject: Problem validating',
    });
  });

  it('takes an answer that breaks off for none', async () => {
    const rucio = await serve(
      (_, response) => {
        response.writeHead(200, { 'Content-Length': 100 });
        response.write('{"version"');
        setTimeout(() => response.destroy(), 10);
      },
      { attempts: 2 },
    );
    await expect(rucio.version()).rejects.toBeInstanceOf(RucioUnavailableError);
  });
});
