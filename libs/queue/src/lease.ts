import { randomUUID } from 'node:crypto';
import type { Store } from './store.js';

/** The right to do something alone, for a while. */
export interface Lease {
  /** Prolongs it by its full time; false when it was lost, and the holder has to stop. */
  renew(): Promise<boolean>;
  /** Lets the next one have it. */
  release(): Promise<void>;
}

/** What keeps leases. */
export type LeaseStore = Pick<Store, 'holdLease' | 'renewLease' | 'releaseLease'>;

/** Takes the lease of this name, or null while somebody else holds it. */
export async function takeLease(store: LeaseStore, name: string, ttlMs: number): Promise<Lease | null> {
  const holder = randomUUID();
  if (!(await hold(store, name, holder, ttlMs))) return null;
  return {
    renew: () => store.renewLease(name, holder, ttlMs),
    release: () => store.releaseLease(name, holder),
  };
}

/** A command that timed out may have been carried out all the same, and a lease that nobody knows of keeps everybody out. */
async function hold(store: LeaseStore, name: string, holder: string, ttlMs: number): Promise<boolean> {
  try {
    return await store.holdLease(name, holder, ttlMs);
  } catch {
    return await store.renewLease(name, holder, ttlMs);
  }
}
