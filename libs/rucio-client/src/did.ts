import { z } from 'zod';

/** A data identifier: the name of a file, dataset or container within a scope. */
export interface Did {
  readonly scope: string;
  readonly name: string;
}

/** What a file is registered with. */
export interface FileChecksums extends Did {
  readonly bytes: number;
  /** Eight hexadecimal digits, lower case. */
  readonly adler32: string;
  /** 32 hexadecimal digits, lower case. */
  readonly md5?: string;
}

/** A file at an RSE. */
export interface ReplicaFile extends FileChecksums {
  /** Where it is; deterministic RSEs may leave it out, or have exactly theirs. */
  readonly pfn?: string;
  /** Kept for files that are new to the server, and for them only. */
  readonly meta?: Readonly<Record<string, unknown>>;
}

/** Names in the generic schema, and + and ~ as Rubin's policy allows. */
const NAME = /^[/A-Za-z0-9][/A-Za-z0-9._+~-]{0,249}$/;

export const didSchema = z.object({
  scope: z.string().regex(/^[\w.-]{1,25}$/),
  name: z.string().regex(NAME),
});

/** Whether Rucio takes such a scope and name. */
export function isDid(did: Did): boolean {
  return didSchema.safeParse(did).success;
}

export const fileSchema = didSchema.extend({
  bytes: z.number().int().nonnegative(),
  // The server compares texts: upper case would be another checksum.
  adler32: z.string().regex(/^[0-9a-f]{8}$/),
  md5: z
    .string()
    .regex(/^[0-9a-f]{32}$/)
    .optional(),
});

export const replicaFileSchema = fileSchema.extend({
  pfn: z.string().min(1).optional(),
  meta: z.record(z.string(), z.unknown()).optional(),
});

export const metadataSchema = didSchema.extend({ meta: z.record(z.string(), z.unknown()) });
