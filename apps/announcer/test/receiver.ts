import { type IncomingHttpHeaders, type Server, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A POST as it came. */
export interface Post {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly exp_id: string;
  readonly filenames: readonly string[];
  /** By `performance.now()`. */
  readonly at: number;
}

/** How a POST is answered: with a status, in some other way, or, with nothing, never. */
export type Answer = number | ((response: ServerResponse) => void) | undefined;

/** A webhook's receiver, which keeps what it was told and answers as it is told to. */
export class Receiver {
  readonly posts: Post[] = [];
  /** How each POST is answered; it may be changed at any time. */
  answer: (post: Post) => Answer | Promise<Answer> = () => 200;
  private server: Server | undefined;
  private port = 0;

  /** Where it listens, without a path. */
  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Starts it, again at the same address. */
  async start(): Promise<this> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => void chunks.push(chunk));
      request.on('end', () => {
        const { url: path = '', headers } = request;
        const text = Buffer.concat(chunks).toString();
        const post = { path, headers, text, ...JSON.parse(text), at: performance.now() } as Post;
        this.posts.push(post);
        void this.reply(post, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(this.port, '127.0.0.1', resolve));
    this.server = server;
    this.port = (server.address() as AddressInfo).port;
    return this;
  }

  /** Goes away: who asks is refused a connection. */
  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve) ?? resolve(undefined));
    this.server = undefined;
  }

  /** What it was told of an exposure. */
  of(exp_id: string): Post[] {
    return this.posts.filter((post) => post.exp_id === exp_id);
  }

  private async reply(post: Post, response: ServerResponse): Promise<void> {
    const answer = await this.answer(post);
    if (typeof answer === 'function') answer(response);
    else if (answer !== undefined) response.writeHead(answer).end();
  }
}
