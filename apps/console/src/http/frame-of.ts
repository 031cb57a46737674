import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Frame } from '../pages/page.js';

/** What a request's page shows besides its own. */
export function frameOf(request: FastifyRequest, reply: FastifyReply, base: string): Frame {
  return { base, identity: request.identity, csrf: reply.generateCsrf() };
}
