import { Body, Controller, Delete, Get, HttpCode, Inject, Post, Req, Res } from '@nestjs/common';
import { ApiNoContentResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';

import { CLOCK } from '../platform/clock.js';
import { CONFIG, type ServerConfig } from '../platform/config.js';
import type { Clock } from '../profiles/core.js';
import { accessErrors } from './access.errors.js';
import { refuseForeignOrigin } from './access.guard.js';
import { type SessionAnswer, sessionSchema, signInLinkSchema, signInSchema } from './access.schemas.js';
import { clearSessionCookie, readSessionCookie, writeSessionCookie } from './cookies.js';
import type { AuthenticatedRequest, Principal } from './principal.js';
import { SessionsStore } from './sessions.store.js';
import { SignInLimit } from './sign-in-limit.js';
import { UsersStore } from './users.store.js';
import { CurrentPrincipal, Public } from './workspace.decorator.js';
import { WorkspacesStore } from './workspaces.store.js';

@ApiTags('session')
@Controller('api/session')
export class SessionController {
  constructor(
    @Inject(UsersStore) private readonly users: UsersStore,
    @Inject(SessionsStore) private readonly sessions: SessionsStore,
    @Inject(WorkspacesStore) private readonly workspaces: WorkspacesStore,
    @Inject(SignInLimit) private readonly limit: SignInLimit,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: ServerConfig,
  ) {}

  @Post()
  @ApiOperation({ summary: 'Signs in with email and password; the session comes as a cookie.' })
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: sessionSchema })
  async signIn(
    @Body({ schema: signInSchema }) body: { email: string; password: string },
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    refuseForeignOrigin(request, this.config.publicUrl);
    const names = [`account ${body.email.toLowerCase()}`, `address ${request.ip}`];
    const wait = this.limit.waitMinutes(names);
    if (wait !== null) throw accessErrors.tooManySignIns(wait);
    const user = await this.users.authenticate(body.email, body.password);
    if (user === null) {
      this.limit.failed(names);
      throw accessErrors.wrongCredentials();
    }
    this.limit.succeeded(names);
    return await this.begin(user.workspace, user.userId, reply);
  }

  /** Uses up a one-time sign-in link. */
  @Post('link')
  @ApiOperation({ summary: 'Signs in with a one-time link.' })
  @Public()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: sessionSchema })
  async signInByLink(
    @Body({ schema: signInLinkSchema }) body: { token: string },
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SessionAnswer> {
    refuseForeignOrigin(request, this.config.publicUrl);
    const link = await this.sessions.useLink(body.token, new Date(this.clock.now()));
    if (link === null) throw accessErrors.linkUsed();
    return await this.begin(link.workspace, link.userId, reply);
  }

  @Get()
  @ApiOperation({ summary: 'Who is asking, in which workspace.' })
  @ApiOkResponse({ standardSchema: sessionSchema })
  async read(@CurrentPrincipal() principal: Principal): Promise<SessionAnswer> {
    return await this.describe(principal.workspace, principal.userId);
  }

  @Delete()
  @ApiOperation({ summary: 'Ends the session.' })
  @HttpCode(204)
  @ApiNoContentResponse()
  async signOut(@Req() request: AuthenticatedRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    const token = readSessionCookie(request);
    if (token !== undefined) await this.sessions.close(token);
    clearSessionCookie(reply);
  }

  private async begin(workspace: string, userId: string, reply: FastifyReply): Promise<SessionAnswer> {
    const { token, expiresAt } = await this.sessions.open(workspace, userId, new Date(this.clock.now()));
    writeSessionCookie(reply, token, expiresAt, this.config.publicUrl.startsWith('https://'));
    return await this.describe(workspace, userId);
  }

  /** An API key has no user: it sees its own workspace, named after itself. */
  private async describe(workspaceId: string, userId: string | undefined): Promise<SessionAnswer> {
    const [workspace, user] = await Promise.all([this.workspaces.read(workspaceId), userId === undefined ? null : this.users.read(workspaceId, userId)]);
    if (workspace === null || (userId !== undefined && user === null)) throw accessErrors.notSignedIn();
    return {
      user: { email: user?.email ?? '', name: user?.name ?? 'API key', locale: user?.locale ?? 'en' },
      workspace: { id: workspace._id, name: workspace.name, timezone: workspace.timezone, demo: workspace.demo ?? false },
      links: { mailUrl: this.config.mailUiUrl, temporalUiUrl: this.config.temporalUiUrl, temporalNamespace: this.config.temporalNamespace },
    };
  }
}
