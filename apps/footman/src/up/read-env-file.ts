import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { UsageError } from '../errors.js';

/** An environment with what a file of `VARIABLE=VALUE` lines adds. What is set already stays, as with Node's own --env-file. */
export async function withEnvFile(file: string, env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${file} can't be read (${error.code})`);
  });
  return { ...parseEnv(text), ...env };
}
