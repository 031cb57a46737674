import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault } from './fault.js';
import type { Site } from './site.js';

/** A fault as it happened. */
export interface InflictedFault extends Fault {
  /** Milliseconds from the end of the fault until the program did its work again. */
  readonly recoveredMs: number;
}

const READY_MS = 60_000;

/**
 * Inflicts faults on a site, each at its time, those of one target one after the other; resolves when everything has recovered.
 *
 * @throws Error when a program doesn't recover.
 */
export async function inflict(
  faults: readonly Fault[],
  site: Site,
  say: (sentence: string) => void,
): Promise<readonly InflictedFault[]> {
  const begin = performance.now();
  const last = new Map<string, Promise<unknown>>();
  const all = faults.map((fault) => {
    const before = last.get(fault.target) ?? Promise.resolve();
    const inflicted = before.then(async () => {
      await sleep(Math.max(0, begin + fault.at - performance.now()));
      say(sentence(fault));
      const recoveredMs = fault.target.endsWith(' link')
        ? await harm(fault, site)
        : await mistreat(fault, site);
      return { ...fault, recoveredMs };
    });
    last.set(
      fault.target,
      inflicted.catch(() => undefined),
    );
    return inflicted;
  });
  const settled = await Promise.allSettled(all);
  const failed = settled.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
}

async function mistreat({ kind, target, forMs }: Fault, { programs, wipeRedis }: Site): Promise<number> {
  const program = programs.get(target);
  if (!program) throw new Error(`there is no program ${target}`);
  if (kind === 'freeze') {
    await program.freeze();
    await sleep(forMs);
    program.thaw();
  } else {
    await (kind === 'wipe' ? wipeRedis() : program.kill());
    await sleep(forMs);
    await program.start();
  }
  return program.ready(READY_MS);
}

async function harm(fault: Fault, { toxiproxy }: Site): Promise<number> {
  const link = fault.target.replace(/ link$/, '');
  await toxiproxy?.harm(link, fault);
  await sleep(fault.forMs);
  await toxiproxy?.heal(link);
  return 0;
}

function sentence({ at, kind, target, forMs, strength }: Fault): string {
  const unit = kind === 'latency' ? 'ms' : 'KB/s';
  return `${(at / 1000).toFixed(1).padStart(6)} s  ${kind} ${target}${strength ? ` (${strength} ${unit})` : ''}, ${forMs} ms`;
}
