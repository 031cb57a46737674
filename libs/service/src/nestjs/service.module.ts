import { Module, type DynamicModule } from '@nestjs/common';
import { TerminusModule } from '@nestjs/terminus';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { HealthController } from './health.controller.js';
import { METRICS_REGISTRY, MetricsController } from './metrics.controller.js';
import { READINESS_CHECKS, READINESS_LOGGER, Readiness, type ReadinessChecks } from './readiness.js';

/** What an app shows of itself. */
export interface ServiceModuleOptions {
  readonly registry: Registry;
  /** Asked at `/readyz`, each for about a second at most. */
  readonly readiness: ReadinessChecks;
  /** Hears when a check turns. */
  readonly logger?: Logger;
}

/** Gives an app `/livez`, `/readyz` and `/metrics`. */
@Module({})
export class ServiceModule {
  static forRoot({ registry, readiness, logger }: ServiceModuleOptions): DynamicModule {
    return {
      module: ServiceModule,
      // Terminus would log a failed check at every probe.
      imports: [TerminusModule.forRoot({ logger: false })],
      controllers: [HealthController, MetricsController],
      providers: [
        Readiness,
        { provide: READINESS_CHECKS, useValue: readiness },
        { provide: READINESS_LOGGER, useValue: logger },
        { provide: METRICS_REGISTRY, useValue: registry },
      ],
    };
  }
}
