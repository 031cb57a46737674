/**
 * Gives all of several sources, one source after the other, and lets the next few begin meanwhile: what is far away answers late,
 * and of many sources most have little to give.
 */
export async function* oneAfterAnother<T>(
  sources: readonly (() => AsyncGenerator<T>)[],
  ahead: number,
): AsyncGenerator<T, void> {
  const begun: { readonly source: AsyncGenerator<T>; readonly first: Promise<IteratorResult<T>> }[] = [];
  const begin = (open: () => AsyncGenerator<T>) => {
    const source = open();
    const first = source.next();
    // Heard of when its turn comes, which it may never if another fails before.
    first.catch(() => undefined);
    begun.push({ source, first });
  };
  sources.slice(0, ahead).forEach(begin);
  for (const [i] of sources.entries()) {
    const { source, first } = begun.shift() as (typeof begun)[number];
    const next = sources[i + ahead];
    if (next) begin(next);
    const { value, done } = await first;
    if (done) continue;
    yield value;
    yield* source;
  }
}
