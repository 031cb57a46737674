/** Where the list of files is that are chosen so. */
export function deadLink(base: string, filter: Readonly<Record<string, string | undefined>>): string {
  return `${base}/dead${query(filter)}`;
}

/** Where the story of a file is. */
export function storyLink(base: string, bucket: string, key: string): string {
  return `${base}/dead/file${query({ bucket, key })}`;
}

/** Where the list of refused messages of a feed is. */
export function refusedLink(
  base: string,
  filter: { readonly feed: string; readonly reason?: string },
): string {
  return `${base}/feeds/refused${query(filter)}`;
}

function query(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length === 0 ? '' : `?${new URLSearchParams(given)}`;
}
