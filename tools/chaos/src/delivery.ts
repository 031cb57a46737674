import { seededRandom } from '@footman/cli/demo';

/** How an unreliable gateway treats notices. */
export interface DeliveryOptions {
  readonly seed: number;
  /** Share that never leaves the gateway. @default 0.1 */
  readonly dropped?: number;
  /** Share that is sent three times. @default 0.1 */
  readonly tripled?: number;
  /** Each copy leaves at some time within this, so that they overtake each other, in milliseconds. @default 2000 */
  readonly spreadMs?: number;
}

/**
 * When the copies of an object's notice leave the gateway, in milliseconds after its PUT: none, one or three. It's the same for the same
 * seed and key, in whatever order the PUTs come.
 */
export function planDelivery(key: string, options: DeliveryOptions): readonly number[] {
  const { seed, dropped = 0.1, tripled = 0.1, spreadMs = 2000 } = options;
  const random = seededRandom(seed, 'delivery', key);
  const fate = random();
  const copies = fate < dropped ? 0 : fate < dropped + tripled ? 3 : 1;
  return Array.from({ length: copies }, () => Math.floor(random() * spreadMs));
}
