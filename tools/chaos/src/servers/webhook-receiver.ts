import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, FaultKind, Target } from '../fault.js';

/** What was POSTed of one exposure. */
export interface ReceivedAnnouncement {
  /** The same for what is told again. */
  readonly id: string;
  readonly exp_id: string;
  readonly filenames: readonly string[];
  /** Whether the sender was told that it was taken; without an answer it was taken all the same. */
  readonly acknowledged: boolean;
}

const ADDRESS = '127.0.0.1';

/** Somebody else's server, which is told of ingested files: it takes them, fails, doesn't answer, or isn't there. */
export class WebhookReceiver implements Target {
  readonly name = 'webhook';
  readonly suffers = ['refuse', 'hang', 'away'] as const;
  private readonly waiting = new Set<ServerResponse>();
  private readonly announcements: ReceivedAnnouncement[] = [];
  private trouble: FaultKind | undefined;
  private server: Server | undefined;
  private refusals = 0;
  private forgeries = 0;

  private constructor(
    private readonly port: number,
    private readonly key: string,
  ) {}

  /** @param key what requests have to be signed with, in base64. */
  static async start(port: number, key: string): Promise<WebhookReceiver> {
    const receiver = new WebhookReceiver(port, key);
    await receiver.listen();
    return receiver;
  }

  get uri(): string {
    return `http://${ADDRESS}:${this.port}/ingested`;
  }

  /** All that was taken, in the order of its coming. */
  get received(): readonly ReceivedAnnouncement[] {
    return this.announcements;
  }

  /** Requests that were answered 500, and requests that weren't signed, which nobody should have sent. */
  get stats(): { readonly refused: number; readonly forged: number } {
    return { refused: this.refusals, forged: this.forgeries };
  }

  async suffer({ kind, forMs }: Pick<Fault, 'kind' | 'forMs'>): Promise<void> {
    this.trouble = kind;
    if (kind === 'away') await this.close();
    await sleep(forMs);
    this.trouble = undefined;
    for (const response of this.waiting) response.destroy();
    if (kind === 'away') await this.listen();
  }

  /** Ends it, with all its connections. */
  async close(): Promise<void> {
    const { server } = this;
    this.server = undefined;
    await new Promise((done) => (server ? server.close(done).closeAllConnections() : done(undefined)));
  }

  private async listen(): Promise<void> {
    const server = createServer((request, response) => {
      // A sender that is killed halfway has told nothing.
      this.answer(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((done, fail) => {
      server.once('error', fail).listen(this.port, ADDRESS, done);
    });
    this.server = server;
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    if (this.trouble === 'refuse') {
      this.refusals++;
      response.writeHead(500).end('out of order');
      return;
    }
    if (!this.isSigned(body, request)) {
      this.forgeries++;
      response.writeHead(401).end();
      return;
    }
    const { exp_id, filenames } = JSON.parse(body) as Pick<ReceivedAnnouncement, 'exp_id' | 'filenames'>;
    const acknowledged = this.trouble !== 'hang';
    this.announcements.push({ id: String(request.headers['webhook-id']), exp_id, filenames, acknowledged });
    if (acknowledged) response.writeHead(204).end();
    else this.waiting.add(response.once('close', () => this.waiting.delete(response)));
  }

  /** As Standard Webhooks have it. Source: standardwebhooks.com, specification. */
  private isSigned(body: string, { headers }: IncomingMessage): boolean {
    const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
    const signature = createHmac('sha256', Buffer.from(this.key, 'base64')).update(signed).digest('base64');
    return headers['webhook-signature'] === `v1,${signature}`;
  }
}
