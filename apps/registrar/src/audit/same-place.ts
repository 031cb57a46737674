/** Whether two pfns mean the same: the server adds ports, doubles slashes, and has other schemes for other ways to the same file. */
export function samePlace(one: string, other: string): boolean {
  return normal(one) === normal(other);
}

function normal(pfn: string): string {
  const match = /^\w+:\/\/([^/:]+)(?::\d+)?\/+(.*)$/.exec(pfn);
  return match ? `${match[1]}/${match[2]?.replaceAll(/\/+/g, '/')}` : pfn;
}
