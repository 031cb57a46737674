import type { FastifyRequest } from 'fastify';

/** Whether a person looks at the answer. */
export function asksForPage({ headers, url }: FastifyRequest): boolean {
  return !url.includes('/api/') && (headers.accept ?? '').includes('text/html');
}
