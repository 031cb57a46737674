import { createBullBoard } from '@bull-board/api';
import { FastifyAdapter } from '@bull-board/fastify';
import { type AllQueues, bucketOf, QueueUnavailableError } from '@footman/queue';
import type { FastifyPluginAsync, FastifyRequest } from 'fastify';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { Acts } from '../acts.js';
import { asksForPage } from '../http/asks-for-page.js';
import { BOARD_POLICY } from '../http/security-headers.js';
import { storyLink } from '../pages/links.js';
import { BoardQueues } from './board-queues.js';

/** What the board needs. */
export interface QueueBoardOptions {
  readonly base: string;
  readonly queues: AllQueues;
  readonly acts: Acts;
}

/** Where its pages begin. */
const PATH = '/queues';

/** Fonts of another site; the system's own do as well. */
const FOREIGN = /<link href="https:\/\/fonts\.googleapis\.com[^>]*>/;

declare module 'fastify' {
  interface FastifyRequest {
    /** How many jobs a change is about. */
    changed: number;
  }
}

/** Bull Board for every queue: whoever may only look sees no buttons, and what operators do is recorded. */
export const queueBoard: FastifyPluginAsync<QueueBoardOptions> = async (fastify, { base, queues, acts }) => {
  const adapter = new FastifyAdapter();
  adapter.setBasePath(base + PATH);
  const board = createBullBoard({
    queues: [],
    serverAdapter: adapter,
    options: {
      // By itself it would look for it with eval.
      uiBasePath: dirname(createRequire(import.meta.url).resolve('@bull-board/ui/package.json')),
      uiConfig: {
        boardTitle: 'Footman queues',
        boardLogo: { path: `${base}/assets/icon.svg`, width: 24, height: 24 },
        miscLinks: [
          { text: 'Status', url: `${base}/` },
          { text: 'Dead', url: `${base}/dead` },
          { text: 'Feeds', url: `${base}/feeds` },
        ],
        hideDocsLink: true,
      },
    },
  });
  const shown = new BoardQueues(
    queues,
    ({ bucket, key }) => storyLink(base, bucket, key),
    board.replaceQueues,
  );

  fastify.addHook('onRoute', (route) => {
    route.config = { ...route.config, helmet: BOARD_POLICY };
  });
  fastify.decorateRequest('changed', 0);
  fastify.addHook('preHandler', async (request, reply) => {
    // Its client sends the cookie's value back in a header with whatever it changes.
    if (asksForPage(request))
      reply.setCookie('XSRF-TOKEN', reply.generateCsrf(), { path: base || '/', sameSite: 'strict' });
    if (!request.url.includes('/api/')) return undefined;
    try {
      await shown.refresh();
      if (isChange(request)) request.changed = await sizeOf(request, shown);
      return undefined;
    } catch (error) {
      if (!(error instanceof QueueUnavailableError)) throw error;
      return reply.code(503).send({ statusCode: 503, message: error.message });
    }
  });
  // What follows in this request is done in the visitor's role.
  fastify.addHook('preHandler', (request, _reply, done) =>
    shown.as(request.identity?.role ?? 'reader', done),
  );
  fastify.addHook('onSend', async (_request, _reply, payload) =>
    typeof payload === 'string' && payload.startsWith('<!DOCTYPE') ? payload.replace(FOREIGN, '') : payload,
  );
  fastify.addHook('onResponse', async (request, reply) => {
    if (isChange(request) && reply.statusCode < 400) await acts.record(actOf(request));
  });
  await fastify.register(adapter.registerPlugin(), { prefix: PATH });
};

function isChange({ method }: FastifyRequest): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

interface Params {
  readonly queueName?: string;
  readonly jobId?: string;
  readonly queueStatus?: string;
}

async function sizeOf({ params }: FastifyRequest, shown: BoardQueues): Promise<number> {
  const { queueName, jobId, queueStatus } = params as Params;
  if (jobId) return 1;
  return queueName && queueStatus ? await shown.count(queueName, queueStatus) : 0;
}

function actOf({ identity, method, params, routeOptions, changed }: FastifyRequest) {
  const { queueName = '', jobId, queueStatus } = params as Params;
  const what = routeOptions.url?.split('/api/queues')[1] ?? '';
  const verb = what.split('/').filter((part) => part && !part.startsWith(':'));
  return {
    who: identity?.who ?? '',
    command: ['queues', method === 'DELETE' ? 'delete' : '', ...verb].filter(Boolean).join(' '),
    bucket: bucketOf(queueName),
    selection: {
      queue: queueName,
      ...(jobId && { job: jobId }),
      ...(queueStatus && { status: queueStatus }),
    },
    count: changed,
  };
}
