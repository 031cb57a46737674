import type { Logger } from '@footman/service';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { PresenceMetrics } from '../presence.metrics.js';
import type { ImagePlace } from '../store/image-place.js';
import type { PresenceStore } from '../store/presence-store.js';
import { refuseDetector, refuseInstrument, snapNumber } from './rules.js';

const ABSENT = Buffer.from('{"error":false,"present":false}\n');

/**
 * Answers `GET /presence/INSTRUMENT/GROUP/SNAP/DETECTOR` as embargo-butler does; Prompt Processing asks some thousand times a second.
 * Source: embargo-butler, presence.py.
 */
export function imageRoute(
  app: FastifyInstance,
  { store, metrics, log }: { store: PresenceStore; metrics: PresenceMetrics; log: Logger },
): void {
  const { answers } = metrics;

  app.get<{ Params: ImagePlace }>('/presence/:instrument/:group/:snap/:detector', async (request, reply) => {
    const { instrument, group, detector } = request.params;
    const snap = snapNumber(request.params.snap);
    // Flask takes a slash for one, however it is written, and has no parts of a path that are empty.
    if (snap === null || !instrument || !group || !detector || /%2f/i.test(request.url))
      return refused(reply, 404, 'Not Found');
    const message = refuseInstrument(instrument) ?? refuseDetector(detector);
    if (message !== null) return refused(reply, 400, message);
    try {
      const uri = await store.find({ instrument, group, snap, detector });
      (uri === null ? answers.absent : answers.present).inc();
      return json(reply, uri === null ? ABSENT : line({ error: false, present: true, uri }));
    } catch (err) {
      answers.failed.inc();
      log.debug({ err }, 'An image could not be looked for');
      return failed(reply, 500, 'Redis is away');
    }
  });

  function refused(reply: FastifyReply, status: number, message: string): Buffer {
    answers.refused.inc();
    return failed(reply, status, message);
  }
}

/** An error as embargo-butler tells it. */
export function failed(reply: FastifyReply, status: number, message: string): Buffer {
  return json(reply.code(status), line({ error: true, message }));
}

/** As Flask says it: Fastify would add a charset to the type of a text. */
function json(reply: FastifyReply, body: Buffer): Buffer {
  reply.header('content-type', 'application/json');
  return body;
}

function line(answer: object): Buffer {
  return Buffer.from(`${JSON.stringify(answer)}\n`);
}
