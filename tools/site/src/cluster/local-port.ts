import { freePort } from '@footman/embedded';

/** Ports that were given out: a free one stays free until its process listens, and would be found twice. */
const given = new Set<number>();

/** Finds a port of the loopback interface that nobody listens on, and that nobody else in this run gets. */
export async function localPort(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (!given.has(port)) {
      given.add(port);
      return port;
    }
  }
}
