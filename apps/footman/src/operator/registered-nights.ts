import type { Nights, Repository } from '@footman/butler-client';

/** The nights of a choice that a repository has, the oldest first; a single night whether it has it or not. */
export async function registeredNights(
  repository: Pick<Repository, 'days'>,
  { instrument, nights }: { readonly instrument?: string | undefined; readonly nights: Nights | undefined },
): Promise<readonly number[]> {
  if (typeof nights === 'number') return [nights];
  const [first, last] = nights ?? [0, Infinity];
  const ids = (await repository.days({ instrument })).map(({ id }) => id);
  return [...new Set(ids)].filter((id) => id >= first && id <= last).sort((a, b) => a - b);
}
