import type { FastifyReply, FastifyRequest } from 'fastify';
import plugin from 'fastify-plugin';
import { asksForPage } from '../http/asks-for-page.js';
import { messagePage, reloadPage } from '../pages/message-page.js';
import type { ConsoleMetrics } from '../console.metrics.js';
import type { FailedAttempts } from './failed-attempts.js';
import type { Identity } from './identity.js';
import type { ProxyUsers } from './proxy-users.js';
import { isSameOrigin } from './same-origin.js';
import type { Sessions } from './sessions.js';
import type { Tokens } from './tokens.js';

/** The cookie that a log-in leaves. */
export const SESSION_COOKIE = 'footman_session';

/** Who may come in, and where anybody may. */
export interface AuthenticationOptions {
  readonly base: string;
  readonly tokens: Tokens;
  readonly sessions: Sessions;
  readonly proxyUsers: ProxyUsers;
  readonly attempts: FailedAttempts;
  readonly metrics: ConsoleMetrics;
}

/** Asked by probes and Prometheus, inside the cluster. */
const PROBES = ['/livez', '/readyz', '/metrics'];
const HARMLESS = ['GET', 'HEAD'];

/** Lets nothing through to any route without knowing who asks, and no change that isn't meant or allowed. */
export const authentication = plugin<AuthenticationOptions>(async (fastify, options) => {
  const { base, metrics } = options;
  const anybody = new Set([...PROBES, `${base}/login`, `${base}/assets/:name`]);
  const login = `${base}/login`;
  const own = new Set([login, `${base}/logout`]);

  fastify.decorateRequest('identity', null);

  fastify.addHook('onRequest', async (request, reply) => {
    const route = request.routeOptions.url ?? '';
    const refuse = (reason: Parameters<ConsoleMetrics['refused']>[0], status: number, text: string) => {
      metrics.refused(reason);
      return answer(request, reply, status, text, base);
    };
    const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const wait = bearer === undefined ? 0 : await options.attempts.wait(request.ip);
    if (wait > 0) {
      reply.header('retry-after', wait);
      return refuse('too-many', 429, 'Too many wrong tokens; wait a minute.');
    }
    request.identity = identify(request, bearer, options);
    if (bearer !== undefined && !request.identity) {
      await options.attempts.count(request.ip);
      reply.header('www-authenticate', 'Bearer');
      return refuse('wrong-token', 401, 'The token is not known.');
    }
    if (!request.identity && !anybody.has(route)) {
      metrics.refused('unknown');
      return ask(request, reply, options);
    }
    if (HARMLESS.includes(request.method)) return undefined;
    if (request.identity?.by !== 'token' && !isSameOrigin(request.headers, request.host))
      return refuse('cross-site', 403, 'Another site sent this; nothing was changed.');
    if (request.identity?.role !== 'operator' && !own.has(route))
      return refuse('read-only', 403, 'You may look, and not change anything.');
    return undefined;
  });

  fastify.addHook('preHandler', (request, reply, done) => {
    const { method, identity, routeOptions } = request;
    // No page of another site can send a bearer; and who logs in has no token of ours yet.
    if (HARMLESS.includes(method) || identity?.by === 'token' || routeOptions.url === login) done();
    else fastify.csrfProtection(request, reply, done);
  });
});

/** Who asks, by the first that says so: a bearer, a log-in, a proxy. */
function identify(
  request: FastifyRequest,
  bearer: string | undefined,
  { tokens, sessions, proxyUsers }: AuthenticationOptions,
): Identity | null {
  const cookie = request.cookies[SESSION_COOKIE];
  const shown = bearer === undefined ? cookie && sessions.read(cookie) : tokens.find(bearer);
  // Some proxies send a bearer of their own along.
  return shown || proxyUsers.find(request.socket.remoteAddress, request.headers);
}

/** Sends whoever isn't known to log in. */
async function ask(request: FastifyRequest, reply: FastifyReply, { base, tokens }: AuthenticationOptions) {
  if (!asksForPage(request) || request.method !== 'GET') {
    reply.header('www-authenticate', 'Bearer');
    return answer(request, reply, 401, 'Say who you are: a token, or by way of the proxy.', base);
  }
  // A browser that follows a link in a chat keeps our cookie back; what our own page loads has it.
  if (request.headers['sec-fetch-site'] === 'cross-site')
    return reply.type('text/html').send(reloadPage(base));
  if (!tokens.any) return answer(request, reply, 401, 'Come by way of the proxy, which knows you.', base);
  return reply.redirect(`${base}/login?next=${encodeURIComponent(request.url)}`);
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  text: string,
  base: string,
) {
  reply.code(status);
  if (!asksForPage(request)) return reply.send({ statusCode: status, message: text });
  return reply.type('text/html').send(messagePage({ base, identity: null, csrf: '' }, 'Not so', text));
}
