import {
  Body,
  Controller,
  HttpCode,
  HttpStatus,
  Inject,
  Post,
  ServiceUnavailableException,
} from '@nestjs/common';
import { IntakeMetrics } from './intake.metrics.js';
import { IntakeService, type IntakeCounts } from './intake.service.js';
import { UnreadableBody } from './notification-body.js';
import { Refusals } from './refusals.js';

/** Where object stores send their notifications. */
@Controller('notify')
export class NotifyController {
  constructor(
    @Inject(IntakeService) private readonly intake: IntakeService,
    @Inject(IntakeMetrics) private readonly metrics: IntakeMetrics,
    @Inject(Refusals) private readonly refusals: Refusals,
  ) {}

  /**
   * Answers 200 once the queue has the notification's datasets, and for whatever can't be used.
   *
   * @throws ServiceUnavailableException a second or more after the request when the queue can't take them.
   */
  @Post()
  @HttpCode(HttpStatus.OK)
  async notify(@Body() body: unknown): Promise<IntakeCounts> {
    const answered = this.metrics.startRequest();
    try {
      if (body instanceof UnreadableBody) return this.intake.refuse(body.reason);
      return await this.takeInTime(typeof body === 'string' ? body : '');
    } catch (cause) {
      throw new ServiceUnavailableException('The queue is away; send the notification again', { cause });
    } finally {
      answered();
    }
  }

  private async takeInTime(body: string): Promise<IntakeCounts> {
    const begin = performance.now();
    // A queue that is just back may not take all at once, and whatever is refused comes again with all that stands behind it.
    for (let released = true; ;) {
      try {
        return await this.take(body);
      } catch (error) {
        if (!released) throw error;
        released = await this.refusals.turn(begin);
      }
    }
  }

  private async take(body: string): Promise<IntakeCounts> {
    const counts = await this.intake.take(body);
    if (counts.queued) this.refusals.release();
    return counts;
  }
}
