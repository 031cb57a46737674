import {
  describeRefusedChange,
  feedsStatus,
  forgetRefused,
  listRefused,
  refusedMessages,
  retryRefused,
  Site,
} from '@footman/operator';
import { BadRequestException, Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Acts } from '../acts.js';
import { BASE } from '../http/base.js';
import { ENVIRONMENT } from '../http/environment.js';
import { frameOf } from '../http/frame-of.js';
import { understood } from '../http/understood.js';
import { feedsPage } from '../pages/feeds-page.js';
import { refusedLink } from '../pages/links.js';
import { messagePage } from '../pages/message-page.js';
import { refusedPage } from '../pages/refused-page.js';
import { refusedChange, refusedChoice } from './refused-choice.js';

/** So many messages a page lists. */
const LISTED = 200;

/** Who is told of files: how far they are, what they refused, and what an operator does about it. */
@Controller('feeds')
export class FeedsController {
  constructor(
    @Inject(BASE) private readonly base: string,
    @Inject(ENVIRONMENT) private readonly env: NodeJS.ProcessEnv,
    @Inject(Acts) private readonly acts: Acts,
  ) {}

  @Get()
  async feeds(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const status = await Site.with(this.env, feedsStatus);
    reply.type('text/html').send(feedsPage(frameOf(request, reply, this.base), status));
  }

  @Get('refused')
  async refused(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const choice = understood(refusedChoice, query);
    const list = await Site.with(this.env, (site) => listRefused(refusedMessages(site, choice), LISTED));
    reply.type('text/html').send(refusedPage(frameOf(request, reply, this.base), choice, list));
  }

  /** Sends refused messages to their consumer again. */
  @Post('retry')
  async retry(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.change(retryRefused, body, request, reply);
  }

  /** Gives up refused messages for good; a reason is asked for. */
  @Post('forget')
  async forget(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { why } = understood(refusedChange, body);
    if (!why) throw new BadRequestException('Say why: nobody will be told of what is forgotten.');
    await this.change(forgetRefused, body, request, reply);
  }

  private async change(
    change: typeof retryRefused,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { why, ...filter } = understood(refusedChange, body);
    const who = request.identity?.who ?? '';
    const done = await Site.with(this.env, (site) => change(site, { who, why, filter, limit: 0 }));
    this.acts.tell({ who, command: done.command, bucket: '', selection: filter });
    const back = {
      href: refusedLink(this.base, { feed: filter.feed }),
      name: `To what is refused of ${filter.feed}`,
    };
    const text = describeRefusedChange(done).join('\n');
    reply
      .code(200)
      .type('text/html')
      .send(messagePage(frameOf(request, reply, this.base), 'Done', text, back));
  }
}
