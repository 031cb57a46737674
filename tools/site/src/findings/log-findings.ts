import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Leak, secretsInLogs } from '../secrets-in-logs.js';
import type { SecretValue } from '../secrets.js';

/** What the logs of all processes tell. */
export interface LogFindings {
  readonly files: number;
  readonly lines: number;
  /** Keys without `Enqueued <path> to <bucket>` of the intake, and without `Ingested <path>`. */
  readonly unqueued: readonly string[];
  readonly uningested: readonly string[];
  /** How many lines our services wrote at level error or fatal. */
  readonly errors: number;
  readonly leaks: readonly Leak[];
}

/** Looks in the logs for the two lines of each file that scripts read, for errors, and for what nobody may read there. */
export async function inspectLogs(
  logs: string,
  bucket: string,
  keys: readonly string[],
  secrets: readonly SecretValue[],
): Promise<LogFindings> {
  const said = new Set<string>();
  const files = await readdir(logs);
  let lines = 0;
  let errors = 0;
  for (const file of files) {
    for await (const line of createInterface({ input: createReadStream(join(logs, file)) })) {
      lines++;
      if (!line.startsWith('{')) continue;
      const { level, msg = '' } = JSON.parse(line) as { level?: string; msg?: string };
      if (level === 'error' || level === 'fatal') errors++;
      if (/^(Enqueued|Ingested) /.test(msg)) said.add(msg);
    }
  }
  return {
    files: files.length,
    lines,
    unqueued: keys.filter((key) => !said.has(`Enqueued ${bucket}/${key} to ${bucket}`)),
    uningested: keys.filter((key) => !said.has(`Ingested ${bucket}/${key}`)),
    errors,
    leaks: await secretsInLogs(logs, secrets),
  };
}
