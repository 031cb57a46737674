import { z } from 'zod';
import { deadChoice } from './dead-choice.js';

/** What an operator asks for in a form: which files, all of one bucket and state, and why. */
export const deadChange = deadChoice
  .extend({ why: z.string().trim().max(1000).default('') })
  .required({ state: true, bucket: true });
