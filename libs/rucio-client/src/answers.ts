import { z } from 'zod';

/** What the server says of a DID. */
export const didInfoSchema = z.object({
  scope: z.string(),
  name: z.string(),
  type: z.enum(['FILE', 'DATASET', 'CONTAINER']),
  account: z.string(),
  bytes: z.number().nullish(),
  open: z.boolean().nullish(),
  monotonic: z.boolean().nullish(),
});

/** What the server says of a DID. */
export type DidInfo = z.output<typeof didInfoSchema>;

export const listedFileSchema = z.object({
  scope: z.string(),
  name: z.string(),
  bytes: z.number().nullable(),
  adler32: z.string().nullable(),
});

/** A file of a dataset. */
export type ListedFile = z.output<typeof listedFileSchema>;

export const listedReplicaSchema = listedFileSchema.extend({
  md5: z.string().nullable(),
  /** The pfns at each RSE. */
  rses: z.record(z.string(), z.array(z.string())),
  /** AVAILABLE, COPYING, BAD ... at each RSE. */
  states: z.record(z.string(), z.string()).default({}),
});

/** A file and where it is. */
export type ListedReplica = z.output<typeof listedReplicaSchema>;

export const ruleSchema = z.object({
  id: z.string(),
  scope: z.string(),
  name: z.string(),
  account: z.string(),
  rse_expression: z.string(),
  copies: z.number(),
  state: z.string(),
  expires_at: z.string().nullish(),
});

/** A replication rule. */
export type Rule = z.output<typeof ruleSchema>;

export const createdRulesSchema = z.array(z.string()).min(1);
export const versionSchema = z.object({ version: z.string() });
export const metadataOfDidSchema = z.record(z.string(), z.unknown());
