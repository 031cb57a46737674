import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';

/** Lines told of each key; the first tell how it began, the last how it ended. */
const TOLD = 12;

/** Finds the lines of all programs' logs that name one of some keys, by key, each with its program's name before it. */
export async function logLines(
  logs: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const lines = new Map<string, string[]>(keys.map((key) => [key, []]));
  for (const file of (await readdir(logs)).sort()) {
    const input = createReadStream(join(logs, file));
    for await (const line of createInterface({ input })) {
      for (const key of keys)
        if (line.includes(key)) lines.get(key)?.push(`${basename(file, '.log')}: ${line}`);
    }
  }
  return new Map([...lines].map(([key, found]) => [key, shortened(found)]));
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= TOLD) return lines;
  return [...lines.slice(0, TOLD / 2), `... ${lines.length - TOLD} more`, ...lines.slice(-TOLD / 2)];
}
