import { Body, Controller, Get, Headers, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { Public } from '../access/workspace.decorator.js';
import { WorkspacesStore } from '../access/workspaces.store.js';
import { CONFIG, type ServerConfig } from '../platform/config.js';
import { ConsentService } from './consent.service.js';
import { localeOf, type PageState, unsubscribePage } from './unsubscribe-page.js';
import { readUnsubscribe, type UnsubscribeClaim } from './unsubscribe-token.js';

/** Where the links in messages lead. GET only shows a page: mail scanners follow links. */
@ApiExcludeController()
@Public()
@Controller('u')
export class UnsubscribeController {
  constructor(
    @Inject(ConsentService) private readonly consent: ConsentService,
    @Inject(WorkspacesStore) private readonly workspaces: WorkspacesStore,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  @Get(':token')
  async show(@Param('token') token: string, @Headers('accept-language') language: string | undefined, @Res() reply: FastifyReply): Promise<void> {
    await this.answer(readUnsubscribe(this.config.secret, token), language, reply);
  }

  /** The page's button, and mail programs' one-click (RFC 8058: `List-Unsubscribe=One-Click`). */
  @Post(':token')
  @HttpCode(200)
  async change(
    @Param('token') token: string,
    @Headers('accept-language') language: string | undefined,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const claim = readUnsubscribe(this.config.secret, token);
    if (claim !== null) {
      const { action, oneClick } = readForm(body);
      await this.consent.change(claim, action, oneClick ? 'one-click' : 'page');
    }
    await this.answer(claim, language, reply);
  }

  private async answer(claim: UnsubscribeClaim | null, language: string | undefined, reply: FastifyReply): Promise<void> {
    const [state, workspace] = claim === null ? (['unknown', ''] as const) : await this.read(claim);
    await reply
      .status(state === 'unknown' ? 404 : 200)
      .headers({
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'x-robots-tag': 'noindex',
        'x-content-type-options': 'nosniff',
        vary: 'accept-language',
      })
      .send(unsubscribePage(state, localeOf(language), workspace));
  }

  private async read(claim: UnsubscribeClaim): Promise<[PageState, string]> {
    const [since, workspace] = await Promise.all([this.consent.unsubscribedAt(claim), this.workspaces.read(claim.workspace)]);
    if (since === undefined || workspace === null) return ['unknown', ''];
    return [since === null ? 'subscribed' : 'unsubscribed', workspace.name];
  }
}

/** Whatever is posted unsubscribes, unless it says otherwise: a mail program's form must never fail. */
function readForm(body: unknown): { action: 'unsubscribed' | 'resubscribed'; oneClick: boolean } {
  const field = (name: string): unknown =>
    typeof body === 'object' && body !== null && Object.hasOwn(body, name) ? (body as { [key: string]: unknown })[name] : undefined;
  const isMultipart = typeof body === 'string' && /name="List-Unsubscribe"/i.test(body);
  const oneClick = isMultipart || field('List-Unsubscribe') === 'One-Click';
  return { action: !oneClick && field('action') === 'resubscribe' ? 'resubscribed' : 'unsubscribed', oneClick };
}
