import { jest } from '@jest/globals';
import { CommanderError } from 'commander';
import { errorLine } from '../src/errors.js';
import { program } from '../src/program.js';

/** Runs a command in this process; gives what it printed, and its exit code. */
export async function footman(
  ...args: string[]
): Promise<{ stdout: string; stderr: string; exitCode: number }> {
  const printed = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((stream) =>
    jest.spyOn(process[stream], 'write').mockImplementation((text) => {
      printed[stream] += String(text);
      return true;
    }),
  );
  process.exitCode = 0;
  try {
    await program().parseAsync(args, { from: 'user' });
  } catch (error) {
    process.exitCode = error instanceof CommanderError ? 2 : 1;
    printed.stderr += errorLine(error);
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
  const exitCode = Number(process.exitCode);
  process.exitCode = 0;
  return { ...printed, exitCode };
}
