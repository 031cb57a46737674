import cookie from '@fastify/cookie';
import csrf from '@fastify/csrf-protection';
import helmet from '@fastify/helmet';
import { AllQueues, queueBackendFromEnv } from '@footman/queue';
import type { RunningService, ServiceParts } from '@footman/service';
import { createApp, ServiceModule } from '@footman/service/nestjs';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Acts } from './acts.js';
import { authentication, type AuthenticationOptions } from './auth/authentication.js';
import { FailedAttempts } from './auth/failed-attempts.js';
import { LoginController } from './auth/login.controller.js';
import { ProxyUsers } from './auth/proxy-users.js';
import { Sessions } from './auth/sessions.js';
import { Tokens } from './auth/tokens.js';
import type { ConsoleConfig } from './config.js';
import { ConsoleMetrics } from './console.metrics.js';
import { DeadController } from './dead/dead.controller.js';
import { FeedsController } from './feeds/feeds.controller.js';
import { AssetsController } from './http/assets.controller.js';
import { BASE } from './http/base.js';
import { ENVIRONMENT } from './http/environment.js';
import { ErrorsFilter } from './http/errors.filter.js';
import { SECURITY_HEADERS } from './http/security-headers.js';
import { queueBoard } from './queues/queue-board.js';
import { LiveStatus } from './status/live-status.js';
import { StatusController } from './status/status.controller.js';

const HOUR_MS = 3_600_000;

/** What has no prefix: it is asked for inside the cluster, not by way of the ingress. */
const PROBES = ['livez', 'readyz', 'metrics'];

/** Starts a console and listens. Whatever is away is shown as such, and waited for. */
export async function createConsole(
  config: ConsoleConfig,
  { env, log, registry }: ServiceParts,
): Promise<RunningService> {
  const base = config.BASE_PATH;
  const metrics = new ConsoleMetrics(registry);
  const acts = new Acts(env, log, metrics);
  const tokens = new Tokens({ operator: config.CONSOLE_TOKEN, reader: config.CONSOLE_READ_TOKEN });
  const sessions = new Sessions(tokens.sessionKey(), config.SESSION_HOURS * HOUR_MS);
  const attempts = new FailedAttempts();
  const proxyUsers = new ProxyUsers(config.TRUSTED_PROXIES, {
    users: config.CONSOLE_OPERATORS,
    groups: config.CONSOLE_OPERATOR_GROUPS,
  });
  const queues = new AllQueues(queueBackendFromEnv(env), {
    // A person waits longer than a service before a queue counts as away.
    timeoutMs: 3000,
    onError: (err) => log.warn({ err }, 'The connection to the queue has a problem'),
  });
  const module = {
    module: class ConsoleModule {},
    // It is there to tell that others are not: nothing has to be.
    imports: [ServiceModule.forRoot({ registry, readiness: {}, logger: log })],
    controllers: [LoginController, AssetsController, StatusController, DeadController, FeedsController],
    providers: [
      { provide: BASE, useValue: base },
      { provide: ENVIRONMENT, useValue: env },
      { provide: Tokens, useValue: tokens },
      { provide: Sessions, useValue: sessions },
      { provide: FailedAttempts, useValue: attempts },
      { provide: ConsoleMetrics, useValue: metrics },
      { provide: LiveStatus, useValue: new LiveStatus(env) },
      { provide: Acts, useValue: acts },
    ],
  };
  const configure = (app: NestFastifyApplication) => {
    app.setGlobalPrefix(base, { exclude: PROBES });
    app.useGlobalFilters(new ErrorsFilter(base, log));
    protect(app, { base, tokens, sessions, proxyUsers, attempts, metrics });
    if (base) redirectHome(app, base);
    void app.register(queueBoard, { prefix: base, base, queues, acts });
  };
  try {
    const starting = queues.start();
    const trustProxy = config.TRUSTED_PROXIES.networks;
    const running = await createApp(module, {
      host: config.HOST,
      port: config.PORT,
      logger: log,
      configure,
      trustProxy,
    });
    await starting;
    log.info({ url: running.url + base }, 'Listening for operators');
    return {
      url: running.url,
      async close() {
        await running.close();
        await queues.close();
      },
    };
  } catch (error) {
    await queues.close();
    throw error;
  }
}

/** Nest knows the first page by the prefix alone. */
function redirectHome(app: NestFastifyApplication, base: string): void {
  app
    .getHttpAdapter()
    .getInstance()
    .get(`${base}/`, (_request, reply) => reply.redirect(base));
}

/** What every answer and every request has to go through. */
function protect(app: NestFastifyApplication, options: AuthenticationOptions): void {
  const path = options.base || '/';
  void app.register(helmet, SECURITY_HEADERS);
  void app.register(cookie);
  void app.register(csrf, { cookieOpts: { path, httpOnly: true, sameSite: 'strict' } });
  void app.register(authentication, options);
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onSend', async (_request, reply) => {
      if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    });
}
