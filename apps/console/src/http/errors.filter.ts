import { OperatorError } from '@footman/operator';
import { QueueUnavailableError } from '@footman/queue';
import type { Logger } from '@footman/service';
import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { messagePage } from '../pages/message-page.js';
import { asksForPage } from './asks-for-page.js';
import { frameOf } from './frame-of.js';

/** Errors as a person or a program takes them; what nobody foresaw is told to the log only. */
@Catch()
export class ErrorsFilter implements ExceptionFilter {
  constructor(
    private readonly base: string,
    private readonly log: Logger,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const status = statusOf(error);
    if (status === 500) this.log.error({ err: error, url: request.url }, 'A request failed');
    const message = status === 500 ? 'Something went wrong; the log says more.' : (error as Error).message;
    reply.code(status);
    if (asksForPage(request))
      reply.type('text/html').send(messagePage(frameOf(request, reply, this.base), 'Not so', message));
    else reply.send(error instanceof HttpException ? error.getResponse() : { statusCode: status, message });
  }
}

function statusOf(error: unknown): number {
  if (error instanceof HttpException) return error.getStatus();
  if (error instanceof QueueUnavailableError) return 503;
  if (error instanceof OperatorError) return error.code === 'operator.unavailable' ? 503 : 400;
  const { statusCode } = error as { statusCode?: unknown };
  return typeof statusCode === 'number' ? statusCode : 500;
}
