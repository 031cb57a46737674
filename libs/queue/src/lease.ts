import { randomUUID } from 'node:crypto';
import type { Store } from './store.js';

/** The right to do something alone, for a while. */
export interface Lease {
  /** Prolongs it by its full time; false when it was lost, and the holder has to stop. */
  renew(): Promise<boolean>;
  /** Lets the next one have it. */
  release(): Promise<void>;
}

/** Takes the lease of this name, or null while somebody else holds it. */
export async function takeLease(store: Store, name: string, ttlMs: number): Promise<Lease | null> {
  const holder = randomUUID();
  if (!(await store.holdLease(name, holder, ttlMs))) return null;
  return {
    renew: () => store.renewLease(name, holder, ttlMs),
    release: () => store.releaseLease(name, holder),
  };
}
