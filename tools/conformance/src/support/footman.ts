import { fileURLToPath } from 'node:url';
import { type CommandResult, mustRun, run } from './command.js';
import type { Registry } from './reference.js';

const bin = fileURLToPath(new URL('../../../../apps/footman/bin/footman.js', import.meta.url));

/** Footman's command line, as a user has it. */
export const footman = {
  async createRepository(
    root: string,
    { database, schema }: Partial<Registry>,
    instruments: readonly string[],
  ): Promise<void> {
    await must(
      'butler',
      'create',
      root,
      ...(database ? ['--db', database] : []),
      ...(schema ? ['--schema', schema] : []),
    );
    await must('butler', 'register', root, ...instruments);
  },

  /** Ingests, and gives the report; refused files are part of it and no failure here. */
  async ingest(
    root: string,
    places: readonly string[],
  ): Promise<{ files: number; ingested: number; duplicate: number; refused: unknown[] }> {
    const { stdout, stderr } = await run(process.execPath, [
      bin,
      'butler',
      'ingest',
      '--json',
      root,
      ...places,
    ]);
    if (stdout === '') throw new Error(stderr);
    return JSON.parse(stdout) as { files: number; ingested: number; duplicate: number; refused: unknown[] };
  },

  /** Ingests with an engine, and gives what was printed. */
  ingestWith(
    engine: 'native' | 'stack' | 'shadow',
    root: string,
    places: readonly string[],
    env: NodeJS.ProcessEnv,
  ): Promise<CommandResult> {
    return run(process.execPath, [bin, 'butler', 'ingest', '--engine', engine, root, ...places], env);
  },

  /** Verifies a repository, and gives what was printed. */
  verify(root: string): Promise<CommandResult> {
    return run(process.execPath, [bin, 'butler', 'verify', root]);
  },

  async translate(files: readonly string[]): Promise<Record<string, unknown>[]> {
    const { stdout } = await run(process.execPath, [bin, 'translate', ...files]);
    return stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line.replaceAll(': NaN', ': null')) as Record<string, unknown>);
  },
};

function must(...args: string[]): Promise<string> {
  return mustRun(process.execPath, [bin, ...args]);
}
