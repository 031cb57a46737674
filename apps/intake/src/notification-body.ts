import type { NestFastifyApplication } from '@nestjs/platform-fastify';

/** Why a body never became text. */
export class UnreadableBody {
  constructor(readonly reason: string) {}
}

/**
 * Has all bodies read as text, whatever their content type; ones that can't be read become {@link UnreadableBody}.
 *
 * Fastify would answer 413 and 415, and whatever isn't 2xx comes again for ever.
 */
export function readBodiesAsText(app: NestFastifyApplication, limit: number): void {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request) => {
    // An invalid one is refused before any parser sees the body.
    delete request.headers['content-type'];
  });
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', async (_request: unknown, body: AsyncIterable<Buffer>) => {
    return await readText(body, limit);
  });
}

/** Reads to the end even if that is too far: a sender that is cut off has no answer. */
async function readText(body: AsyncIterable<Buffer>, limit: number): Promise<string | UnreadableBody> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  if (size > limit) return new UnreadableBody(`The body has ${size} bytes, more than ${limit}`);
  try {
    // A key with replaced characters would be another key.
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    return new UnreadableBody('The body is not UTF-8');
  }
}
