import { z } from 'zod';

/** Which refused messages of a feed, as addresses and forms of the console say it. */
export const refusedChoice = z.object({
  feed: z.string().min(1).max(100),
  reason: z.preprocess((text) => (text === '' ? undefined : text), z.string().max(4096).optional()),
});

/** What an operator asks for in a form: which messages, and why. */
export const refusedChange = refusedChoice.extend({ why: z.string().trim().max(1000).default('') });
