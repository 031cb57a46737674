import { Webhook } from 'standardwebhooks';
import type { Announcement } from './announcement.js';
import { type Reply, noReply, readReply } from './reply.js';

/** Where announcements are POSTed, and how. */
export interface WebhookClientOptions {
  /** A user and a password in it are sent as Basic authentication. */
  readonly uri: string;
  /** Each POST is signed with each of these; base64, with or without `whsec_` before it. */
  readonly keys?: readonly string[];
  readonly timeoutMs: number;
}

/** POSTs announcements to a receiver. */
export class WebhookClient {
  private readonly url: string;
  private readonly login: Record<string, string>;
  private readonly secrets: readonly string[];
  private readonly signers: readonly Webhook[];
  private readonly timeoutMs: number;

  constructor({ uri, keys = [], timeoutMs }: WebhookClientOptions) {
    const { url, login, secrets } = withoutLogin(uri);
    this.url = url;
    this.login = login;
    this.secrets = secrets;
    this.signers = keys.map((key) => new Webhook(key));
    this.timeoutMs = timeoutMs;
  }

  /** POSTs once; never rejects. */
  async post(announcement: Announcement): Promise<Reply> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'user-agent': 'footman-announcer',
          ...this.login,
          ...this.signature(announcement),
        },
        body: announcement.body,
        // Whoever answers for the receiver must not choose who else is told.
        redirect: 'manual',
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      return await readReply(response, this.secrets);
    } catch (error) {
      return noReply(error, this.timeoutMs);
    }
  }

  /** As Standard Webhooks have it; the id alone where there is no key. Source: standardwebhooks.com, specification. */
  private signature({ id, body }: Announcement): Record<string, string> {
    if (this.signers.length === 0) return { 'webhook-id': id };
    const now = new Date();
    return {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
      'webhook-signature': this.signers.map((signer) => signer.sign(id, now, body)).join(' '),
    };
  }
}

/** `fetch` refuses addresses with a login in them, and messages about it would show it. */
function withoutLogin(uri: string): { url: string; login: Record<string, string>; secrets: string[] } {
  const url = new URL(uri);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  if (!username && !password) return { url: url.href, login: {}, secrets: [] };
  const plain = decodeURIComponent(password);
  const login = Buffer.from(`${decodeURIComponent(username)}:${plain}`).toString('base64');
  const secrets = [login, plain, password].filter(Boolean);
  return { url: url.href, login: { authorization: `Basic ${login}` }, secrets };
}
