import { Inject, Injectable, Optional } from '@nestjs/common';
import { HealthCheckService, HealthIndicatorService, type HealthCheckResult } from '@nestjs/terminus';
import type { Logger } from 'pino';

/** What an app can't work without, by name; `false` and errors both mean that it isn't there. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean>>>;

/** Injection token of the {@link ReadinessChecks}. */
export const READINESS_CHECKS = Symbol('readiness checks');
/** Injection token of the logger that hears of changes. */
export const READINESS_LOGGER = Symbol('readiness logger');

/** Kubernetes gives a probe one second by default. */
const LIMIT_MS = 900;

/** Runs the readiness checks, each within a bounded time, and logs when one of them turns. */
@Injectable()
export class Readiness {
  private readonly last = new Map<string, boolean>();

  constructor(
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicators: HealthIndicatorService,
    @Inject(READINESS_CHECKS) private readonly checks: ReadinessChecks,
    @Optional() @Inject(READINESS_LOGGER) private readonly logger?: Logger,
  ) {}

  /** @throws ServiceUnavailableException that names the checks that failed. */
  async check(): Promise<HealthCheckResult> {
    return await this.health.check(
      Object.entries(this.checks).map(([name, check]) => async () => {
        const result = await this.indicators
          .check(name)
          .attempt(() => this.attempt(name, check))
          .withTimeout(LIMIT_MS);
        this.note(name, result[name]?.status === 'up');
        return result;
      }),
    );
  }

  /** Anyone may ask for the readiness, so errors, which may name hosts and users, go to the log only. */
  private async attempt(name: string, check: () => Promise<boolean>): Promise<void> {
    let ready = false;
    try {
      ready = await check();
    } catch (error) {
      this.logger?.debug({ err: error, check: name }, 'A readiness check failed');
    }
    if (!ready) throw new Error('is not ready');
  }

  private note(name: string, up: boolean): void {
    if ((this.last.get(name) ?? true) !== up) {
      if (up) this.logger?.info({ check: name }, 'Ready again');
      else this.logger?.warn({ check: name }, 'Not ready');
    }
    this.last.set(name, up);
  }
}
