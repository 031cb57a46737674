import type { RefusalCode } from '@footman/obs-base';
import { z } from 'zod';

/** A batch as the pipelines' process is sent it. */
export interface BatchRequest {
  readonly id: number;
  readonly files: readonly { readonly uri: string; readonly guider: boolean; readonly visits: boolean }[];
}

const refusalCodes = [
  'unreadable-header',
  'unknown-instrument',
  'untranslatable-header',
  'not-a-guider',
  'conflict',
  'corrected',
  'refused-by-butler',
] as const satisfies readonly RefusalCode[];

const system = z.enum(['butler', 'object-store']);

const fileReply = z.discriminatedUnion('status', [
  z.object({
    status: z.enum(['ingested', 'duplicate']),
    instrument: z.string(),
    exposure: z.number(),
    detector: z.number(),
    dataset: z.object({ id: z.uuid(), type: z.string(), run: z.string() }),
  }),
  z.object({ status: z.literal('waiting'), obs_id: z.string() }),
  z.object({ status: z.literal('refused'), code: z.enum(refusalCodes), reason: z.string() }),
  z.object({ status: z.literal('failed'), reason: z.string() }),
  z.object({ status: z.literal('unavailable'), system, reason: z.string() }),
]);

/** What the pipelines' process may say; anything else means that it can't be trusted any more. */
export const stackMessage = z.union([
  z.object({ ready: z.record(z.string(), z.unknown()) }),
  z.object({ unready: z.string(), unavailable: system.nullable() }),
  z.object({ id: z.number(), unavailable: system, reason: z.string() }),
  z.object({
    id: z.number(),
    files: z.array(fileReply),
    exposures: z.array(
      z.object({
        instrument: z.string(),
        id: z.number(),
        obs_id: z.string(),
        visitDefined: z.boolean(),
      }),
    ),
  }),
]);

export type StackMessage = z.output<typeof stackMessage>;
export type FileReply = z.output<typeof fileReply>;
export type BatchReply = Extract<StackMessage, { id: number }>;
