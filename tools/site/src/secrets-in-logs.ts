import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { SecretValue } from './secrets.js';

/** A secret that somebody can read. */
export interface Leak {
  /** Which secret. */
  readonly name: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** Looks for secrets in all files of a directory, in whatever way they may be written: as they are, in a URL, in JSON, in base64. */
export async function secretsInLogs(logs: string, secrets: readonly SecretValue[]): Promise<Leak[]> {
  const spellings = secrets.flatMap(({ name, value }) => spellingsOf(value).map((text) => ({ name, text })));
  const leaks: Leak[] = [];
  for (const file of (await readdir(logs)).sort()) {
    let line = 0;
    for await (const text of createInterface({ input: createReadStream(join(logs, file)) })) {
      line++;
      const names = new Set(spellings.filter((each) => text.includes(each.text)).map(({ name }) => name));
      for (const name of names) leaks.push({ name, file, line });
    }
  }
  return leaks;
}

function spellingsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString('base64').replace(/=+$/, '');
  return [...new Set([value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), base64])];
}
