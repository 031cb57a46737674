/** A name for a topic that takes the place of another: the next number that isn't taken. */
export function nextName(name: string, taken: ReadonlySet<string>): string {
  const [, stem = name, number = '1'] = /^(.*?)-(\d{1,3})$/.exec(name) ?? [];
  for (let next = Number(number) + 1; ; next += 1) {
    if (!taken.has(`${stem}-${next}`)) return `${stem}-${next}`;
  }
}
