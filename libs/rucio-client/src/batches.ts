import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Did } from './did.js';
import { RucioInvalidError } from './errors.js';

/** What the server takes in one call. */
export const LARGEST_BATCH = 1000;

/**
 * Checks what is to be sent, drops what is there twice and what the server doesn't know, and cuts it into calls.
 *
 * Sorted, because calls that lock the same rows in one order wait for each other and don't deadlock.
 *
 * @throws {RucioInvalidError} naming the first that can't be, or that is there twice and not the same.
 */
export function batches<T extends Did>(schema: z.ZodType<T>, items: readonly T[]): T[][] {
  const byName = new Map<string, T>();
  for (const item of items) {
    const checked = checkedBy(schema, item);
    const name = `${checked.scope}:${checked.name}`;
    const known = byName.get(name);
    if (known && !isDeepStrictEqual(known, checked))
      throw new RucioInvalidError(`${name} is there twice, and not the same`);
    byName.set(name, checked);
  }
  const sorted = [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
  return Array.from({ length: Math.ceil(sorted.length / LARGEST_BATCH) }, (_, batch) =>
    sorted.slice(batch * LARGEST_BATCH, (batch + 1) * LARGEST_BATCH),
  );
}

/** @throws {RucioInvalidError} */
export function checkedBy<T extends Did>(schema: z.ZodType<T>, item: T): T {
  const checked = schema.safeParse(item);
  if (checked.success) return checked.data;
  const fields = [...new Set(checked.error.issues.map(({ path }) => path.join('.')))].join(', ');
  // JSON, and cut: whatever the name is, it ends up in one line of a log.
  const name = JSON.stringify(`${item?.scope}:${item?.name}`).slice(0, 300);
  throw new RucioInvalidError(`Rucio takes no ${name} with such ${fields}`);
}
