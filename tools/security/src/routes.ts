import { subscribe, unsubscribe } from 'node:diagnostics_channel';

/** A way into a service. */
export interface Route {
  readonly method: string;
  readonly url: string;
}

/** What Fastify tells of itself and of each route. */
interface Announcement {
  readonly fastify: {
    addHook(name: 'onRoute', hook: (route: { method: string | string[]; url: string }) => void): void;
  };
}

/** Does something that starts servers; gives every route that any of them has, as Fastify itself tells of them. */
export async function routesOf(work: () => Promise<void>): Promise<readonly Route[]> {
  const routes: Route[] = [];
  const onServer = (message: unknown): void => {
    (message as Announcement).fastify.addHook('onRoute', ({ method, url }) => {
      for (const each of [method].flat()) routes.push({ method: each, url });
    });
  };
  subscribe('fastify.initialization', onServer);
  try {
    await work();
  } finally {
    unsubscribe('fastify.initialization', onServer);
  }
  return routes;
}
