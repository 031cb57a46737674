import { setTimeout as sleep } from 'node:timers/promises';
import type { Fault, Target } from './fault.js';

/** A fault as it happened. */
export interface InflictedFault extends Fault {
  /** Milliseconds from the end of the fault until the target did its work again. */
  readonly recoveredMs: number;
}

/**
 * Inflicts faults, each at its time, those of one target one after the other; resolves when everything has recovered.
 *
 * @throws Error when a target doesn't recover.
 */
export async function inflict(
  faults: readonly Fault[],
  targets: readonly Target[],
  say: (sentence: string) => void,
): Promise<readonly InflictedFault[]> {
  const begin = performance.now();
  const last = new Map<string, Promise<unknown>>();
  const all = faults.map((fault) => {
    const before = last.get(fault.target) ?? Promise.resolve();
    const inflicted = before.then(async () => {
      const target = targets.find(({ name }) => name === fault.target);
      if (!target) throw new Error(`there is no ${fault.target}`);
      await sleep(Math.max(0, begin + fault.at - performance.now()));
      say(sentence(fault));
      const suffered = performance.now();
      await target.suffer(fault);
      return { ...fault, recoveredMs: Math.max(0, performance.now() - suffered - fault.forMs) };
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

function sentence({ at, kind, target, forMs, strength }: Fault): string {
  const unit = kind === 'latency' ? 'ms' : 'KB/s';
  return `${(at / 1000).toFixed(1).padStart(6)} s  ${kind} ${target}${strength ? ` (${strength} ${unit})` : ''}, ${forMs} ms`;
}
