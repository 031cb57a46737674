import { retryAfterMs } from './retry-after.js';

/** What a receiver made of a POST. */
export interface Reply {
  /** Whether it has it, never wants it as it is, or is to be asked again. */
  readonly verdict: 'done' | 'refused' | 'again';
  /** Whether the receiver can't be had at all now, whatever it is told. */
  readonly away: boolean;
  /** The answer's status; undefined if there was none. */
  readonly status?: number;
  /** What was wrong, in a few words. */
  readonly reason: string;
  /** How long it wants to be left alone, in milliseconds; 0 if it doesn't say. */
  readonly waitMs: number;
}

/** Too early, or too much at once, or the receiver's own fault: the same may be taken later. */
const isAgain = (status: number) => [408, 425, 429].includes(status) || status >= 500;
/** Too many requests, or something before the receiver says that it is away. */
const AWAY = [429, 502, 503, 504];

const MOST_BYTES = 65_536;
const MOST_LETTERS = 200;

/**
 * Reads an answer; what it says is kept only where that tells what was wrong.
 *
 * @param secrets what the receiver may know and nobody else: some say back what they were asked
 */
export async function readReply(response: Response, secrets: readonly string[] = []): Promise<Reply> {
  const { status, ok } = response;
  const said = await beginning(response, secrets);
  if (ok) return { verdict: 'done', away: false, status, reason: '', waitMs: 0 };
  return {
    verdict: isAgain(status) ? 'again' : 'refused',
    away: AWAY.includes(status),
    status,
    reason: `answered ${status}${said && `: ${said}`}`,
    waitMs: retryAfterMs(response.headers.get('retry-after')),
  };
}

/** What to make of a POST that got no answer. */
export function noReply(error: unknown, timeoutMs: number): Reply {
  const { name, message, cause } = error as Error;
  const code = (cause as { code?: string } | undefined)?.code;
  const why = name === 'TimeoutError' ? `within ${timeoutMs} ms` : `(${code ?? message})`;
  return { verdict: 'again', away: true, reason: `no answer ${why}`, waitMs: 0 };
}

/** The first words of an answer, on one line. An answer that is cut off is one all the same. */
async function beginning({ body }: Response, secrets: readonly string[]): Promise<string> {
  if (!body) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    let bytes = 0;
    // Read to its end if it's short: then the connection can be used again.
    for await (const chunk of body) {
      bytes += chunk.length;
      text += decoder.decode(chunk, { stream: true });
      if (bytes > MOST_BYTES) break;
    }
  } catch {
    // The status has come, and that is what counts.
  }
  const shown = secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text);
  const line = shown.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > MOST_LETTERS ? `${line.slice(0, MOST_LETTERS)} ...` : line;
}
