import { Controller, Get, Inject } from '@nestjs/common';
import type { HealthCheckResult } from '@nestjs/terminus';
import { Readiness } from './readiness.js';

/** Liveness and readiness for Kubernetes. */
@Controller()
export class HealthController {
  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  /** Says that the event loop turns, and nothing of other systems: a restart wouldn't bring those back. */
  @Get('livez')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Says whether everything that the app needs is there, else 503. */
  @Get('readyz')
  async ready(): Promise<HealthCheckResult> {
    return await this.readiness.check();
  }
}
