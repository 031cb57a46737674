import type { StoredObject } from '@footman/embedded';
import { Agent, request } from 'node:http';

/** What a notification is made of. */
export type Notice = StoredObject & { readonly secret: string };

/** How the notifier works. */
export interface NotifierOptions {
  /** The intake's `/notify`. */
  readonly url: string;
  readonly secret: string;
  /** Makes the body; `cephNotification` of `@footman/s3-events`. */
  readonly encode: (notice: Notice) => string;
  /** Called once for each object when its notification was answered 2xx. */
  readonly onNotified?: (object: StoredObject) => void;
  /** Milliseconds until a refused notification is sent again. @default 1000 */
  readonly retryDelay?: number;
}

/** As many connections as Ceph's gateway was seen to use in a burst. */
const CONNECTIONS = 52;

/**
 * Sends one HTTP POST for each object that was PUT, as Ceph's gateway does for a persistent topic: kept until it's answered 2xx.
 */
export class Notifier {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  private readonly waiting = new Set<NodeJS.Timeout>();
  private closed = false;
  private counts = { sent: 0, notified: 0, refused: 0 };

  constructor(private readonly options: NotifierOptions) {}

  /** Requests sent, notifications answered 2xx, and requests answered otherwise or not at all. */
  get stats(): { readonly sent: number; readonly notified: number; readonly refused: number } {
    return { ...this.counts };
  }

  /** Sends an object's notification, now and again until it's taken. */
  notify(object: StoredObject): void {
    const body = this.options.encode({ ...object, secret: this.options.secret });
    void this.deliver(object, body);
  }

  /** Stops sending; what wasn't taken yet is given up. */
  close(): void {
    this.closed = true;
    for (const timer of this.waiting) clearTimeout(timer);
    this.agent.destroy();
  }

  private async deliver(object: StoredObject, body: string): Promise<void> {
    if (this.closed) return;
    this.counts.sent++;
    const status = await this.post(body).catch(() => 0);
    if (this.closed) return;
    if (status >= 200 && status < 300) {
      this.counts.notified++;
      this.options.onNotified?.(object);
      return;
    }
    this.counts.refused++;
    const timer = setTimeout(() => {
      this.waiting.delete(timer);
      void this.deliver(object, body);
    }, this.options.retryDelay ?? 1000);
    this.waiting.add(timer);
  }

  private post(body: string): Promise<number> {
    return new Promise((answered, fail) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      const post = request(this.options.url, { method: 'POST', agent: this.agent, headers }, (response) => {
        response.resume();
        response.on('end', () => answered(response.statusCode ?? 0)).on('error', fail);
      });
      post.on('error', fail);
      post.end(body);
    });
  }
}
