import { UNFINISHED, type UnfinishedFilter } from '@footman/operator';
import { z } from 'zod';

const blank = (text: unknown) => (text === '' ? undefined : text);
const text = () => z.preprocess(blank, z.string().max(1024).optional());

/** Which files, as addresses and forms of the console say it. */
export const deadChoice = z.object({
  state: z.preprocess(blank, z.enum(UNFINISHED).optional()),
  bucket: text(),
  night: z.preprocess(blank, z.coerce.number().int().min(19700101).max(99991231).optional()),
  exposure: text(),
  reason: text(),
  key: text(),
});

/** Which files were chosen; what wasn't said is undefined. */
export type DeadChoice = z.output<typeof deadChoice>;

/** The same for a search. */
export function filterOf({ state, bucket, night, exposure, reason, key }: DeadChoice): UnfinishedFilter {
  return {
    states: state ? [state] : UNFINISHED,
    buckets: bucket ? [bucket] : [],
    night,
    exposure,
    reason,
    key,
  };
}
