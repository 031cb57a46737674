import { Inject, Injectable, Optional } from '@nestjs/common';
import {
  HealthCheckService,
  HealthIndicatorService,
  type HealthCheckResult,
  type HealthIndicatorResult,
} from '@nestjs/terminus';
import type { Logger } from 'pino';

/** What an app can't work without, by name; `false` and errors both mean that it isn't there. */
export type ReadinessChecks = Readonly<Record<string, () => Promise<boolean>>>;

/** Injection token of the {@link ReadinessChecks}. */
export const READINESS_CHECKS = Symbol('readiness checks');
/** Injection token of those {@link ReadinessChecks} that an app is ready without. */
export const DISPENSABLE_CHECKS = Symbol('dispensable checks');
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
    @Inject(DISPENSABLE_CHECKS) private readonly dispensable: ReadinessChecks,
    @Optional() @Inject(READINESS_LOGGER) private readonly logger?: Logger,
  ) {}

  /** @throws ServiceUnavailableException that names the checks that failed; dispensable ones are only told. */
  async check(): Promise<HealthCheckResult> {
    const needed = Object.entries(this.checks).map(
      ([name, check]) =>
        () =>
          this.ask(name, check),
    );
    const others = Object.entries(this.dispensable).map(([name, check]) => async () => {
      const result = await this.ask(name, check);
      return result[name]?.status === 'up' ? result : this.indicators.check(name).degraded();
    });
    return await this.health.check([...needed, ...others]);
  }

  private async ask(name: string, check: () => Promise<boolean>): Promise<HealthIndicatorResult> {
    const result = await this.indicators
      .check(name)
      .attempt(() => this.attempt(name, check))
      .withTimeout(LIMIT_MS);
    this.note(name, result[name]?.status === 'up');
    return result;
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
