import { z } from 'zod';

/** A setting that is a regular expression; V8's own message about a bad one would quote it. */
export function regularExpression() {
  return z.string().transform((source, context) => {
    try {
      return new RegExp(source);
    } catch {
      context.addIssue({ code: 'custom', message: 'is not a regular expression' });
      return z.NEVER;
    }
  });
}
