import type { Logger } from '@footman/service';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { GroupImage } from '../store/group-image.js';
import { groupHash, type PresenceStore } from '../store/presence-store.js';
import { groupQuery, isComplete, ofSnap, type GroupQuestion } from './group-query.js';
import type { GroupWatch } from './group-watch.js';
import { failed } from './image-route.js';
import { refuseInstrument, snapNumber } from './rules.js';
import { streamGroup } from './stream-group.js';

interface Params {
  readonly instrument: string;
  readonly group: string;
  readonly snap?: string;
}

export interface GroupRoutesParts {
  readonly store: PresenceStore;
  readonly watch: GroupWatch;
  /** Requests that may wait at once. */
  readonly maxWaiting: number;
  readonly log: Logger;
}

/** Answers `GET /v2/presence/INSTRUMENT/GROUP[/SNAP]`: a whole group at once, when it is there, or as it comes. */
export function groupRoutes(app: FastifyInstance, { store, watch, maxWaiting, log }: GroupRoutesParts): void {
  const handler = async (request: FastifyRequest<{ Params: Params }>, reply: FastifyReply) => {
    const { instrument, group } = request.params;
    const snap = request.params.snap === undefined ? null : snapNumber(request.params.snap);
    if (request.params.snap !== undefined && snap === null) return failed(reply, 404, 'Not Found');
    const refusal = refuseInstrument(instrument);
    if (refusal !== null) return failed(reply, 400, refusal);
    const query = groupQuery.safeParse(request.query);
    if (!query.success) return failed(reply, 400, problemOf(query.error.issues[0]));
    const question = { ...query.data, snap: snap === null ? null : Number(snap) };
    const hash = groupHash({ instrument, group });
    const streams = request.headers.accept?.includes('text/event-stream') ?? false;
    if ((streams || question.wait > 0) && watch.waiting >= maxWaiting)
      return failed(reply, 503, 'Too many wait already');
    if (streams) {
      reply.hijack();
      streamGroup(reply.raw, watch, hash, question);
      return;
    }
    try {
      const all =
        question.wait > 0 ? await waitFor(watch, hash, question, request) : await store.images(hash);
      const images = ofSnap(all, question);
      reply.header('content-type', 'application/json');
      return JSON.stringify({ instrument, group, complete: isComplete(images, question), images });
    } catch (err) {
      log.debug({ err }, 'A group could not be looked for');
      return failed(reply, 500, 'Redis is away');
    }
  };
  app.get('/v2/presence/:instrument/:group', handler);
  app.get('/v2/presence/:instrument/:group/:snap', handler);
}

/** Resolves when the group is as it was asked for, and with what there is when the time is up or nobody listens any more. */
async function waitFor(
  watch: GroupWatch,
  group: string,
  question: GroupQuestion,
  { raw }: FastifyRequest,
): Promise<readonly GroupImage[]> {
  let latest: readonly GroupImage[] | undefined;
  const gone = new AbortController();
  const hangUp = () => gone.abort();
  raw.socket.once('close', hangUp);
  const over = AbortSignal.any([AbortSignal.timeout(1000 * question.wait), watch.closed, gone.signal]);
  await new Promise<void>((resolve) => {
    const done = () => {
      stop();
      over.removeEventListener('abort', done);
      resolve();
    };
    over.addEventListener('abort', done);
    const stop = watch.listen(group, (images) => {
      latest = images;
      // The first call may come before there is anything to stop.
      if (isComplete(ofSnap(images, question), question)) queueMicrotask(done);
    });
    if (over.aborted) done();
  });
  raw.socket.off('close', hangUp);
  if (!latest) throw new Error('Redis did not answer in time');
  return latest;
}

function problemOf(issue: { path: PropertyKey[]; message: string } | undefined): string {
  return issue ? `${String(issue.path[0])}: ${issue.message}` : 'The query is invalid';
}
