import { bounded } from './bounded.js';
import type { Store } from './store.js';

/** Whether a store's server answers within this time, in milliseconds. */
export async function answers(store: Pick<Store, 'ping'>, limitMs: number): Promise<boolean> {
  const answer = store.ping().then(
    () => true,
    () => false,
  );
  return await bounded(answer, limitMs, () => false);
}
