import { Body, Controller, Get, Inject, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { loginPage } from '../pages/login-page.js';
import { ConsoleMetrics } from '../console.metrics.js';
import { BASE } from '../http/base.js';
import { SESSION_COOKIE } from './authentication.js';
import { FailedAttempts } from './failed-attempts.js';
import { nextPage } from './next-page.js';
import { Sessions } from './sessions.js';
import { Tokens } from './tokens.js';

/** Log-ins with a token, for browsers. */
@Controller()
export class LoginController {
  constructor(
    @Inject(BASE) private readonly base: string,
    @Inject(Tokens) private readonly tokens: Tokens,
    @Inject(Sessions) private readonly sessions: Sessions,
    @Inject(FailedAttempts) private readonly attempts: FailedAttempts,
    @Inject(ConsoleMetrics) private readonly metrics: ConsoleMetrics,
  ) {}

  /** The form. */
  @Get('login')
  form(@Query('next') next: unknown, @Res() reply: FastifyReply): void {
    this.show(reply, 200, next, null);
  }

  /** Leaves a session's cookie for a known token, and goes where the visitor wanted to. */
  @Post('login')
  async login(
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { token, next } = (body ?? {}) as Readonly<Record<string, unknown>>;
    const wait = await this.attempts.wait(request.ip);
    if (wait > 0) {
      this.metrics.refused('too-many');
      reply.header('retry-after', wait);
      return this.show(reply, 429, next, 'Too many wrong tokens. Wait a minute.');
    }
    const identity = typeof token === 'string' ? this.tokens.find(token.trim()) : null;
    if (!identity) {
      this.metrics.refused('wrong-token');
      await this.attempts.count(request.ip);
      return this.show(reply, 401, next, 'This token is not known.');
    }
    reply.setCookie(SESSION_COOKIE, this.sessions.begin(identity), {
      ...this.cookie(request),
      maxAge: this.sessions.lifeMs / 1000,
    });
    reply.redirect(nextPage(this.base, next), 303);
  }

  /** Ends the session. */
  @Post('logout')
  logout(@Req() request: FastifyRequest, @Res() reply: FastifyReply): void {
    reply.clearCookie(SESSION_COOKIE, this.cookie(request));
    reply.redirect(`${this.base}/login`, 303);
  }

  private show(reply: FastifyReply, status: number, next: unknown, problem: string | null): void {
    const frame = { base: this.base, identity: null, csrf: '' };
    reply
      .code(status)
      .type('text/html')
      .send(loginPage(frame, nextPage(this.base, next), problem));
  }

  private cookie({ headers }: FastifyRequest) {
    // The browser itself says how it reaches us, whatever is in between.
    const secure = headers.origin?.startsWith('https:') ?? false;
    return { path: this.base || '/', httpOnly: true, sameSite: 'strict', secure } as const;
  }
}
