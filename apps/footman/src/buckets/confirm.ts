import { createInterface } from 'node:readline/promises';
import { UsageError } from '../errors.js';

/**
 * Asks a person, who has to say yes.
 *
 * @throws UsageError where there is nobody to ask.
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError('nobody is there to ask: say --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
