import { CommanderError } from 'commander';
import { errorLine } from '../errors.js';

/** A command's action that says with exit code 2 that it failed, as 1 says that there is something to do. */
export function orExitTwo<A extends unknown[]>(action: (...args: A) => Promise<void>) {
  return async (...args: A): Promise<void> => {
    try {
      await action(...args);
    } catch (error) {
      if (error instanceof CommanderError) throw error;
      process.stderr.write(`footman: ${errorLine(error)}\n`);
      process.exitCode = 2;
    }
  };
}
