import { bucketsOf, overdueMs, Site, siteStatus } from '@footman/operator';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonLine } from '../json-line.js';
import { formatStatus } from './format-status.js';

/** What is printed of a site, and how. */
export interface PrintStatusOptions {
  /** Only these buckets; all if empty. */
  readonly only: readonly string[];
  readonly json: boolean;
  /** Again after so many milliseconds; once if there is none. */
  readonly everyMs?: number;
}

/** Prints how it stands with the site that the environment names; the exit code is 1 when something needs a person. */
export async function printStatus({ only, json, everyMs }: PrintStatusOptions): Promise<void> {
  const { env } = process;
  const options = { only, expected: bucketsOf(undefined, env), overdueMs: overdueMs(env) };
  for (;;) {
    // Connects each time anew: whoever watches wants to see a server come back.
    const status = await Site.with(env, (site) => siteStatus(site, options));
    const clear = everyMs && process.stdout.isTTY ? '\u001b[H\u001b[2J' : '';
    process.stdout.write(json ? jsonLine(status) : clear + formatStatus(status));
    process.exitCode = status.needed.length > 0 ? 1 : 0;
    if (!everyMs) return;
    await sleep(everyMs);
  }
}
