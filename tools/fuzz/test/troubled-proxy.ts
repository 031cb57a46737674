import { type Server, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A store before a store, in which some objects can't be read. */
export interface TroubledProxy {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Passes on everything but what is asked of keys that `broken` matches: these are answered 500, as for an object whose disk is gone. */
export async function troubledProxy(endpoint: string, broken: RegExp): Promise<TroubledProxy> {
  const server: Server = createServer((incoming, outgoing) => {
    const { method, headers, url = '/' } = incoming;
    if (broken.test(decodeURIComponent(url))) {
      incoming.resume();
      outgoing.writeHead(500).end();
      return;
    }
    const passed = request(new URL(endpoint), { method, headers, path: url }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(() => closed()).closeAllConnections()),
  };
}
