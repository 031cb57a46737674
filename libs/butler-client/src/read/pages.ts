/** Rows asked for at once when all of many are read. */
export const PAGE = 1000;

/** Reads page after page, each from where the one before ended, until one isn't full. */
export async function* pages<T>(
  read: (after: T | undefined, limit: number) => Promise<readonly T[]>,
  size = PAGE,
): AsyncGenerator<readonly T[], void, undefined> {
  let last: T | undefined;
  for (;;) {
    const page = await read(last, size);
    if (page.length > 0) yield page;
    last = page.at(-1);
    if (page.length < size) return;
  }
}

/** Records one after the other, from `after` on and `limit` at most. */
export async function* eachOf<Key, T extends Key>(
  read: (page: { readonly after: Key | undefined; readonly limit: number }) => Promise<readonly T[]>,
  {
    after: start,
    limit = Infinity,
  }: { readonly after?: Key | undefined; readonly limit?: number | undefined },
): AsyncGenerator<T, void, undefined> {
  let left = limit;
  for await (const page of pages<T>((last, size) =>
    read({ after: last ?? start, limit: Math.min(size, left) }),
  )) {
    yield* page;
    left -= page.length;
    if (left <= 0) return;
  }
}
