import {
  Body,
  Controller,
  HttpCode,
  HttpStatus,
  Inject,
  Post,
  ServiceUnavailableException,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import { IntakeMetrics } from './intake.metrics.js';
import { IntakeService, type IntakeCounts } from './intake.service.js';
import { UnreadableBody } from './notification-body.js';

/** Ceph repeats refused notifications as fast as they are refused. */
const REFUSAL_MS = 1000;

/** Where object stores send their notifications. */
@Controller('notify')
export class NotifyController {
  constructor(
    @Inject(IntakeService) private readonly intake: IntakeService,
    @Inject(IntakeMetrics) private readonly metrics: IntakeMetrics,
  ) {}

  /**
   * Answers 200 once the queue has the notification's datasets, and for whatever can't be used.
   *
   * @throws ServiceUnavailableException a second after the request when the queue can't take them.
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  async notify(@Body() body: unknown): Promise<IntakeCounts> {
    const begin = performance.now();
    const answered = this.metrics.startRequest();
    try {
      if (body instanceof UnreadableBody) return this.intake.refuse(body.reason);
      return await this.intake.take(typeof body === 'string' ? body : '');
    } catch (error) {
      await sleep(Math.max(0, REFUSAL_MS - (performance.now() - begin)));
      throw new ServiceUnavailableException('The queue is away; send the notification again', {
        cause: error,
      });
    } finally {
      answered();
    }
  }
}
