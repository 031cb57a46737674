/** Gathers what comes one by one in arrays of a size; the last may be smaller. */
export async function* windows<T>(
  source: AsyncIterable<T>,
  size: number,
): AsyncGenerator<readonly T[], void> {
  let window: T[] = [];
  for await (const item of source) {
    window.push(item);
    if (window.length < size) continue;
    yield window;
    window = [];
  }
  if (window.length > 0) yield window;
}
