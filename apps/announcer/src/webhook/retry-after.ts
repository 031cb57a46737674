/** A receiver can't ask for more than this, in milliseconds: it may have meant something else. */
const LONGEST_MS = 3_600_000;

/** What a Retry-After header asks for, in milliseconds: it has seconds or a date; 0 where there is none, or nonsense. */
export function retryAfterMs(header: string | null, now = Date.now()): number {
  const text = header?.trim() ?? '';
  const ms = /^\d+$/.test(text) ? 1000 * Number(text) : Date.parse(text) - now;
  return Math.min(Math.max(ms || 0, 0), LONGEST_MS);
}
