/**
 * An object store that stores nothing: it makes each file of simulated LSSTCam exposures when it is asked for, whole or in ranges, so
 * that a night of 200,000 takes no room. Says where it listens on stdout.
 */
import { simulateExposure } from '@footman/cli/demo';
import { instrumentByName, parseRawKey } from '@footman/obs-lsst';
import { createHash } from 'node:crypto';
import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const detectors = new Map(instrumentByName('LSSTCam').detectors.map((each) => [each.full_name, each]));

const server = createServer((request, response) => {
  const { pathname } = new URL(request.url ?? '/', 'http://store');
  const [, , ...key] = decodeURIComponent(pathname).split('/');
  const body = objectOf(key.join('/'));
  if (body) answer(request, response, body);
  else response.writeHead(404).end();
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});

/** A file or its sidecar; undefined for what isn't of the simulated camera. */
function objectOf(key: string): Uint8Array | undefined {
  const raw = parseRawKey(key);
  const detector = detectors.get(raw?.detector ?? '');
  if (!raw || !detector) return undefined;
  const { day_obs, seq_num } = raw;
  const [file] = simulateExposure({ day_obs, seq_num, detectors: [detector] });
  const found = [file, file?.sidecar].find((each) => each?.key === key);
  return found?.body as Uint8Array | undefined;
}

function answer({ method, headers }: IncomingMessage, response: ServerResponse, body: Uint8Array): void {
  response.setHeader('etag', `"${createHash('md5').update(body).digest('hex')}"`);
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? '') ?? [];
  if (from !== undefined && Number(from) >= body.length) {
    response.writeHead(416).end();
    return;
  }
  const part = from === undefined ? body : body.subarray(Number(from), to ? Number(to) + 1 : undefined);
  if (from !== undefined) {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${from}-${Number(from) + part.length - 1}/${body.length}`);
  }
  response.setHeader('content-length', part.length);
  response.end(method === 'HEAD' ? undefined : part);
}
