import { Ledger, type LedgerObject } from '@footman/ledger';
import { logLines } from './log-lines.js';
import type { Site } from './site.js';

/** Tells the life of some objects, from the ledger and from all programs' logs, a few lines each. */
export async function tellStories(
  site: Site,
  keys: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  if (keys.length === 0) return {};
  const ledger = await Ledger.open(site.ledgerUrl, { migrate: false });
  try {
    const objects = await ledger.find(site.bucket, keys);
    const logged = await logLines(site.logs, keys);
    const stories = keys.map(async (key) => {
      const own = objects.filter((object) => object.key === key);
      const told = await Promise.all(own.map((object) => remembered(ledger, object)));
      const lines = told.length === 0 ? ['The ledger knows nothing of it'] : told.flat();
      return [key, [...lines, ...(logged.get(key) ?? [])]] as const;
    });
    return Object.fromEntries(await Promise.all(stories));
  } finally {
    await ledger.close();
  }
}

async function remembered(
  ledger: Ledger,
  { id, state, at, times, reason, message }: LedgerObject,
): Promise<readonly string[]> {
  const history = await ledger.history(id);
  const known = Object.entries(times).map(([name, time]) => `${name} ${iso(time)}`);
  return [
    `ledger: ${state} since ${iso(at)}, ${known.join(', ')} ${reason ?? ''} ${message ?? ''}`,
    ...history.map(
      (step) => `ledger: ${iso(step.at)} ${step.state} ${step.reason ?? ''} ${step.worker ?? ''}`,
    ),
  ].map((line) => line.trimEnd());
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
