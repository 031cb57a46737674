import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { groupQuery } from './group-query.js';

const text = { type: 'string' } as const;
const inPath = (name: string, description: string, schema: object = text) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});
const json = (description: string, schema: object) => ({
  description,
  content: { 'application/json': { schema } },
});
const ref = (name: string) => ({ $ref: `#/components/schemas/${name}` });
const failure = (description: string) => json(description, ref('Failure'));

const INSTRUMENT = inPath('instrument', "The Butler's name, such as LSSTCam");
const GROUP = inPath('group', "The header's GROUPID");
const SNAP = inPath('snap', 'From 0', { type: 'integer', minimum: 0 });
const DETECTOR = inPath('detector', 'Such as R22_S11, R00_SW0 or R00_SG1');

const QUERY_WORDS: Readonly<Record<string, string>> = {
  wait: 'Seconds to wait for what `until` names',
  until: 'Detectors that have to be there, comma separated; without it, any',
  state: 'What they have to be',
};
const querySchema = z.toJSONSchema(groupQuery, { io: 'input' });
const QUERY = Object.entries(querySchema.properties ?? {}).map(([name, schema]) => ({
  name,
  in: 'query',
  description: QUERY_WORDS[name],
  schema,
}));

const group = (parameters: readonly object[]) => ({
  get: {
    summary: 'A whole group, now, when it is there, or as it comes',
    parameters: [...parameters, ...QUERY],
    responses: {
      200: {
        description: 'What has arrived; or with `Accept: text/event-stream` events `image` and `complete`',
        content: {
          'application/json': { schema: ref('Group') },
          'text/event-stream': { schema: text },
        },
      },
      400: failure('The instrument is unknown, or the query invalid'),
      404: failure("The snap isn't a number"),
      500: failure("Redis doesn't answer"),
      503: failure('Too many wait already'),
    },
  },
});

/** What the service answers, for programs: OpenAPI 3.1. */
export const OPEN_API = {
  openapi: '3.1.0',
  info: { title: 'Footman presence', version: '2', description: 'Which images have arrived' },
  paths: {
    '/presence/{instrument}/{group}/{snap}/{detector}': {
      get: {
        summary: "Whether one image has arrived, as embargo-butler's presence service answers",
        parameters: [INSTRUMENT, GROUP, SNAP, DETECTOR],
        responses: {
          200: json('Whether it has, and where it is', ref('Answer')),
          400: failure("The instrument is unknown, or the detector's name isn't one"),
          404: failure("The snap isn't a number"),
          500: failure("Redis doesn't answer"),
        },
      },
    },
    '/v2/presence/{instrument}/{group}': group([INSTRUMENT, GROUP]),
    '/v2/presence/{instrument}/{group}/{snap}': group([INSTRUMENT, GROUP, SNAP]),
  },
  components: {
    schemas: {
      Answer: {
        type: 'object',
        required: ['error', 'present'],
        properties: { error: { const: false }, present: { type: 'boolean' }, uri: text },
      },
      Failure: {
        type: 'object',
        required: ['error', 'message'],
        properties: { error: { const: true }, message: text },
      },
      Group: {
        type: 'object',
        required: ['instrument', 'group', 'complete', 'images'],
        properties: {
          instrument: text,
          group: text,
          complete: { type: 'boolean', description: 'Whether all that `until` names is there' },
          images: { type: 'array', items: ref('Image') },
        },
      },
      Image: {
        type: 'object',
        required: ['snap', 'detector', 'uri', 'arrived', 'ingested'],
        properties: {
          snap: { type: 'integer' },
          detector: text,
          uri: text,
          arrived: { type: 'string', format: 'date-time', description: 'When its notice came' },
          ingested: {
            type: ['string', 'null'],
            format: 'date-time',
            description: 'When it was known to be in the Butler',
          },
        },
      },
    },
  },
} as const;

/** Shows {@link OPEN_API} at `/v2/openapi.json`. */
export function openApiRoute(app: FastifyInstance): void {
  app.get('/v2/openapi.json', async () => OPEN_API);
}
