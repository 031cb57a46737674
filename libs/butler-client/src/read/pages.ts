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
