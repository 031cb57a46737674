import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { NestLogger } from './nest-logger.js';

/** A request that takes longer to arrive is given up; Fastify would wait for ever. */
const RECEIVE_MS = 60_000;

/** Connections that may wait to be accepted; more are tried again after a second. Node's own 511 are less than Prompt Processing's pods. */
const BACKLOG = 4096;

/** Characters in one part of a path, which is a group's name for one; Fastify's own 100 would be an error of its own. */
const MAX_PARAM = 4096;

/** Where an app listens, and how. */
export interface CreateAppOptions {
  readonly host: string;
  /** 0 for any free port. */
  readonly port: number;
  readonly logger: Logger;
  /** Called before the app listens. An app that reads bodies in its own way does it here, with `bodyParser: false`. */
  readonly configure?: (app: NestFastifyApplication) => void;
  /** Nest's own parsers of JSON and forms. @default true */
  readonly bodyParser?: boolean;
  /** Whose X-Forwarded-* headers are believed: addresses and networks. @default nobody's */
  readonly trustProxy?: readonly string[];
  /** How long `close` waits for requests, in milliseconds, before it cuts them off. @default 10000 */
  readonly drainMs?: number;
}

/** An app that listens. */
export interface RunningApp {
  readonly app: NestFastifyApplication;
  /** Without a slash at the end. */
  readonly url: string;
  /** Answers what has arrived, then stops; safe to repeat. */
  close(): Promise<void>;
}

/**
 * Creates a Nest app on Fastify and listens.
 *
 * @throws Error of the module's providers, or of the network when the address can't be had.
 */
export async function createApp(
  module: Type | DynamicModule,
  options: CreateAppOptions,
): Promise<RunningApp> {
  const { host, port, logger, configure, bodyParser = true, trustProxy = [], drainMs = 10_000 } = options;
  const adapter = new FastifyAdapter({
    // Requests on open connections are answered properly to the last, not turned away at once with a 503.
    return503OnClosing: false,
    requestTimeout: RECEIVE_MS,
    routerOptions: { maxParamLength: MAX_PARAM },
    trustProxy: trustProxy.length > 0 && [...trustProxy],
  });
  const app = await NestFactory.create<NestFastifyApplication>(root(module), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
    bodyParser,
  });
  let closing: Promise<void> | undefined;
  const close = () => (closing ??= drain(app, drainMs));
  adapter.getInstance().addHook('onSend', async (_request, reply) => {
    // Node closes connections that are idle when it begins to close, but not those that become idle later.
    if (closing) reply.header('connection', 'close');
  });
  try {
    configure?.(app);
    await app.listen({ port, host, backlog: BACKLOG });
  } catch (error) {
    await close();
    throw error;
  }
  return { app, url: urlOf(app.getHttpServer().address() as AddressInfo), close };
}

async function drain(app: NestFastifyApplication, limitMs: number): Promise<void> {
  const server = app.getHttpServer();
  const timer = setTimeout(() => server.closeAllConnections(), limitMs);
  try {
    await app.close();
  } finally {
    clearTimeout(timer);
  }
}

/** Nest creates an app from a class, so a dynamic module gets one around it. */
function root(module: Type | DynamicModule): Type | DynamicModule {
  return typeof module === 'function' ? module : { module: class RootModule {}, imports: [module] };
}

/** An address that means every interface is no address to connect to. */
function urlOf({ address, family, port }: AddressInfo): string {
  if (address === '0.0.0.0' || address === '::') return `http://127.0.0.1:${port}`;
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
