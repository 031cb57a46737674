/** Where to go after a log-in: what was asked for, as a path below ours; never another site. */
export function nextPage(base: string, next: unknown): string {
  const home = `${base}/`;
  if (typeof next !== 'string' || !URL.canParse(next, HERE)) return home;
  const { origin, pathname, search } = new URL(next, HERE);
  // A path that begins with two slashes would be read as the name of a host.
  const ours = origin === HERE && pathname.startsWith(home) && !pathname.startsWith('//');
  return ours ? pathname + search : home;
}

/** Stands for whatever the browser calls us. */
const HERE = 'http://console.invalid';
