import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  request as http,
} from 'node:http';
import { Agent as HttpsAgent, request as https } from 'node:https';
import { RucioUnavailableError } from './errors.js';

/** More than this of an answer that isn't 2xx is not kept. */
const LONGEST_REFUSAL = 65_536;

/** An answer, whatever its status. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A request; its path follows that of the server's address. */
export interface Question {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Shown to the server, in PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
}

/** How the server is reached. */
export interface HttpOptions {
  readonly url: string;
  /** Authorities in PEM, in place of those that Node knows. */
  readonly ca?: string;
  /** Milliseconds from the question to the end of its answer. */
  readonly timeoutMs: number;
}

/** Connections to one server, kept alive. Node's fetch knows neither certificates of its own nor authorities, thus not that. */
export class Http {
  private readonly url: URL;
  private readonly agent: HttpAgent | HttpsAgent;

  constructor(private readonly options: HttpOptions) {
    this.url = new URL(options.url);
    const keep = { keepAlive: true, maxSockets: 16 };
    this.agent =
      this.url.protocol === 'https:'
        ? new HttpsAgent({ ...keep, ...(options.ca && { ca: options.ca }) })
        : new HttpAgent(keep);
  }

  /**
   * Asks once.
   *
   * @throws {RucioUnavailableError} when there is no whole answer in time.
   */
  async ask({ method, path, headers, body, certificate }: Question): Promise<Answer> {
    const content = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    const what = `${method} ${path.split('?', 1)[0]}`;
    return await new Promise<Answer>((answered, failed) => {
      const fail = (cause: Error) =>
        failed(new RucioUnavailableError(`Rucio did not answer ${what}: ${cause.message}`, { cause }));
      const request = (this.url.protocol === 'https:' ? https : http)(
        {
          agent: this.agent,
          protocol: this.url.protocol,
          hostname: this.url.hostname.replace(/^\[|\]$/g, ''),
          port: this.url.port,
          method,
          path: this.url.pathname.replace(/\/$/, '') + path,
          headers: {
            ...headers,
            ...(content && { 'Content-Type': 'application/json', 'Content-Length': content.byteLength }),
          },
          ...certificate,
        },
        (response) => {
          const { statusCode: status = 0, headers } = response;
          const ok = status >= 200 && status < 300;
          const parts: Buffer[] = [];
          let length = 0;
          response.on('data', (part: Buffer) => {
            if (ok || length < LONGEST_REFUSAL) parts.push(part);
            length += part.byteLength;
          });
          response.on('error', fail);
          response.on('end', () => {
            const whole = Buffer.concat(parts).toString();
            answered({ status, headers, body: ok ? whole : whole.slice(0, LONGEST_REFUSAL) });
          });
        },
      );
      const timer = setTimeout(() => {
        request.destroy(new Error(`no answer within ${this.options.timeoutMs} ms`));
      }, this.options.timeoutMs);
      request.on('close', () => clearTimeout(timer));
      request.on('error', fail);
      request.end(content);
    });
  }

  /** Ends all connections; what is under way fails. */
  close(): void {
    this.agent.destroy();
  }
}
