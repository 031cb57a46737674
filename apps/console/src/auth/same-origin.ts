import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a page of our own sent this request: browsers say so in a header that pages can't set, old ones by the origin. What says
 * neither isn't a browser, and has a token to show.
 */
export function isSameOrigin(headers: IncomingHttpHeaders, host: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  try {
    return new URL(headers.origin ?? '').host === host;
  } catch {
    return false;
  }
}
