import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { METRICS_REGISTRY, MetricsController } from './metrics.controller.js';
import {
  DISPENSABLE_CHECKS,
  READINESS_CHECKS,
  READINESS_LOGGER,
  Readiness,
  type ReadinessChecks,
} from './readiness.js';

/** What an app shows of itself. */
export interface ServiceModuleOptions {
  readonly registry: Registry;
  /** Asked at `/readyz`, each for about a second at most. */
  readonly readiness: ReadinessChecks;
  /** What the app does without for a while: asked likewise and told as `degraded`, and the app is ready all the same. */
  readonly dispensable?: ReadinessChecks;
  /** Hears when a check turns. */
  readonly logger?: Logger;
}

/** Gives an app `/livez`, `/readyz` and `/metrics`. */
@Module({})
export class ServiceModule {
  static forRoot({ registry, readiness, dispensable = {}, logger }: ServiceModuleOptions): DynamicModule {
    return {
      module: ServiceModule,
      // Terminus would log a failed check at every probe.
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        Readiness,
        { provide: READINESS_CHECKS, useValue: readiness },
        { provide: DISPENSABLE_CHECKS, useValue: dispensable },
        { provide: READINESS_LOGGER, useValue: logger },
        { provide: METRICS_REGISTRY, useValue: registry },
      ],
    };
  }
}
