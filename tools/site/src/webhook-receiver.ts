import { createServer, type Server } from 'node:http';
import { json } from 'node:stream/consumers';
import { localPort } from './cluster/local-port.js';

/** What is POSTed of an exposure. */
interface Announcement {
  readonly exp_id: string;
  readonly filenames: readonly string[];
}

/** Stands for whom a site tells of the files that it has ingested. */
export class WebhookReceiver {
  /** How often it was told of each file, by its name. */
  readonly told = new Map<string, number>();
  /** How often it was told at all. */
  posts = 0;

  private constructor(
    private readonly server: Server,
    private readonly port: number,
  ) {}

  static async listen(): Promise<WebhookReceiver> {
    const port = await localPort();
    const server = createServer((request, response) => {
      const heard = json(request).then((body) => receiver.hear(body as Announcement));
      heard.then(
        () => response.writeHead(200).end(),
        () => response.writeHead(400).end(),
      );
    });
    const receiver = new WebhookReceiver(server, port);
    await new Promise<void>((done, fail) => server.once('error', fail).listen(port, '127.0.0.1', done));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/update`;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  private hear({ filenames }: Announcement): void {
    this.posts++;
    for (const name of filenames) this.told.set(name, (this.told.get(name) ?? 0) + 1);
  }
}
