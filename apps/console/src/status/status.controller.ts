import type { SiteStatus } from '@footman/operator';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASE } from '../http/base.js';
import { frameOf } from '../http/frame-of.js';
import { statusPage } from '../pages/status-page.js';
import { LiveStatus } from './live-status.js';

/** How it stands with the site, for people and programs. */
@Controller()
export class StatusController {
  constructor(
    @Inject(BASE) private readonly base: string,
    @Inject(LiveStatus) private readonly status: LiveStatus,
  ) {}

  @Get()
  async page(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const page = statusPage(frameOf(request, reply, this.base), await this.status.now());
    reply.type('text/html').send(page);
  }

  /** The same as `footman status --json`. */
  @Get('api/v1/status')
  async json(): Promise<SiteStatus> {
    return await this.status.now();
  }
}
