import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a bucket policy answers that gives no right to write. */
const DENIED =
  '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>';

/** An object store that can only be read: what stands before it lets GET and HEAD through, and remembers all that it was asked. */
export class GuardedStore {
  private constructor(
    private readonly server: Server,
    /** Method and path of every request, in order. */
    readonly asked: readonly string[],
  ) {}

  /** @param behind the store's own address */
  static async before(behind: string): Promise<GuardedStore> {
    const asked: string[] = [];
    const server = createServer((incoming, outgoing) => {
      asked.push(`${incoming.method} ${incoming.url}`);
      if (incoming.method === 'GET' || incoming.method === 'HEAD') forward(behind, incoming, outgoing);
      else outgoing.writeHead(403, { 'content-type': 'application/xml' }).end(DENIED);
    });
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
    return new GuardedStore(server, asked);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((closed) => this.server.close(closed));
  }
}

/** The host stays as it was: it is part of what is signed. */
function forward(behind: string, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { hostname, port } = new URL(behind);
  const { method, url: path, headers } = incoming;
  const asking = request({ hostname, port, method, path, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  asking.on('error', () => outgoing.destroy());
  incoming.pipe(asking);
}
