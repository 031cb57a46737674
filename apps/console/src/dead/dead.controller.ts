import { ObjectStore } from '@footman/object-store';
import {
  describeChange,
  fileStory,
  forgetDead,
  listDead,
  overdueMs,
  replayDead,
  Site,
  unfinishedFiles,
} from '@footman/operator';
import { BadRequestException, Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Acts } from '../acts.js';
import { BASE } from '../http/base.js';
import { ENVIRONMENT } from '../http/environment.js';
import { frameOf } from '../http/frame-of.js';
import { understood } from '../http/understood.js';
import { deadPage } from '../pages/dead-page.js';
import { deadLink } from '../pages/links.js';
import { messagePage } from '../pages/message-page.js';
import { storyPage } from '../pages/story-page.js';
import { deadChange } from './dead-change.js';
import { deadChoice, filterOf } from './dead-choice.js';

/** So many files a page lists. */
const LISTED = 200;

const place = z.object({ bucket: z.string().min(1), key: z.string().min(1) });

/** Files that wait for a person: the list, the story of one, and what an operator does about them. */
@Controller('dead')
export class DeadController {
  constructor(
    @Inject(BASE) private readonly base: string,
    @Inject(ENVIRONMENT) private readonly env: NodeJS.ProcessEnv,
    @Inject(Acts) private readonly acts: Acts,
  ) {}

  @Get()
  async list(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const choice = understood(deadChoice, query);
    const list = await Site.with(this.env, (site) =>
      listDead(
        unfinishedFiles(site, filterOf(choice), overdueMs(this.env)),
        LISTED,
        site.ledger ? null : site.ledgerStatus.problem,
      ),
    );
    reply.type('text/html').send(deadPage(frameOf(request, reply, this.base), choice, list));
  }

  @Get('file')
  async file(@Query() query: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { bucket, key } = understood(place, query);
    const store = new ObjectStore(this.env);
    try {
      const story = await Site.with(this.env, (site) => fileStory({ site, store }, bucket, key));
      const code = story.contents.length > 0 ? 200 : 404;
      reply
        .code(code)
        .type('text/html')
        .send(storyPage(frameOf(request, reply, this.base), story));
    } finally {
      store.close();
    }
  }

  /** Queues files again; parked guiders look again at once. */
  @Post('replay')
  async replay(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    await this.change(replayDead, body, request, reply);
  }

  /** Leaves files out for good; a reason is asked for, and somebody who remembers it. */
  @Post('forget')
  async forget(@Body() body: unknown, @Req() request: FastifyRequest, @Res() reply: FastifyReply) {
    const { why } = understood(deadChange, body);
    if (!why) throw new BadRequestException('Say why: what is forgotten will never be in the Butler.');
    await this.change(forgetDead, body, request, reply);
  }

  private async change(
    change: typeof replayDead,
    body: unknown,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<void> {
    const { why, ...choice } = understood(deadChange, body);
    const who = request.identity?.who ?? '';
    const options = { who, why, filter: filterOf(choice), overdueMs: overdueMs(this.env), limit: 0 };
    const done = await Site.with(this.env, (site) => change(site, options));
    this.acts.tell({ who, command: done.command, bucket: choice.bucket, selection: choice });
    const back = { href: deadLink(this.base, { bucket: choice.bucket }), name: 'To the files that wait' };
    const text = describeChange(done).join('\n');
    reply
      .code(200)
      .type('text/html')
      .send(messagePage(frameOf(request, reply, this.base), 'Done', text, back));
  }
}
