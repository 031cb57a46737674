import type { Site } from '@footman/operator';
import { type Canary, sendCanary } from '@footman/reaper';
import { Progress } from '../operator/progress.js';
import type { GatewayState } from './gateway-state.js';
import { canaryKey } from './canary-key.js';
import { missedHints } from './missed-hints.js';
import type { Gateway } from './open-gateway.js';

/** What a canary has shown. */
export interface Proof extends Canary {
  /** If it was missed, what to look at. */
  readonly hints: readonly string[];
}

/** Sends a canary and shows on a terminal how long it takes; null if none of the bucket's notifications could bring one to Footman. */
export async function prove(
  { file, bucket, wanted, store }: Gateway,
  { topics }: Pick<GatewayState, 'topics'>,
  site: Site,
  timeoutMs: number,
): Promise<Proof | null> {
  const key = canaryKey(wanted);
  if (key === null) return null;
  const queues = site.needQueues();
  const progress = new Progress();
  const seconds = (ms: number) => Math.round(ms / 1000);
  const onWait = (ms: number) =>
    progress.say(`waiting for the canary's notice: ${seconds(ms)} s of ${seconds(timeoutMs)} s`);
  try {
    const canary = await sendCanary(key, { store, queues, bucket, timeoutMs, onWait });
    if (canary.delayMs !== null) return { ...canary, hints: [] };
    return { ...canary, hints: await missedHints(file.bucket, wanted, new Set(topics.keys()), site) };
  } finally {
    progress.clear();
  }
}
