import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import { Reflector } from '@nestjs/core';

import { CLOCK } from '../platform/clock.js';
import { CONFIG, type ServerConfig } from '../platform/config.js';
import type { Clock } from '../profiles/core.js';
import { accessErrors } from './access.errors.js';
import { readSessionCookie } from './cookies.js';
import { KeysStore } from './keys.store.js';
import type { AuthenticatedRequest, Principal } from './principal.js';
import { SessionsStore } from './sessions.store.js';
import { publicRoute } from './workspace.decorator.js';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Every route needs a session cookie or an API key, unless it is marked `@Public()`. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    @Inject(SessionsStore) private readonly sessions: SessionsStore,
    @Inject(KeysStore) private readonly keys: KeysStore,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: ServerConfig,
    @Inject(Reflector) private readonly reflector: Reflector,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const isPublic = this.reflector.getAllAndOverride<boolean | undefined>(publicRoute, [context.getHandler(), context.getClass()]);
    if (isPublic) return true;
    request.principal = await this.identify(request);
    return true;
  }

  private async identify(request: AuthenticatedRequest): Promise<Principal> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return await this.byApiKey(authorization);
    const token = readSessionCookie(request);
    const session = token === undefined ? null : await this.sessions.read(token, new Date(this.clock.now()));
    if (session === null) throw accessErrors.notSignedIn();
    if (!reading.has(request.method)) refuseForeignOrigin(request, this.config.publicUrl);
    return { workspace: session.workspace, via: 'session', userId: session.userId };
  }

  private async byApiKey(authorization: string): Promise<Principal> {
    const key = /^Bearer (\S+)$/i.exec(authorization)?.[1];
    const document = key === undefined ? null : await this.keys.findApiKey(key);
    if (document === null) throw accessErrors.wrongApiKey();
    await this.keys.touch(document, new Date(this.clock.now()));
    return { workspace: document.workspace, via: 'apiKey', keyId: document.keyId };
  }
}

/**
 * A browser attaches the cookie to what other pages make it send, and says whose page it was. Callers that are no browsers say nothing
 * and carry no cookie by accident, so they pass. SameSite=lax alone lets pages of sibling subdomains through.
 */
export function refuseForeignOrigin(request: AuthenticatedRequest, publicUrl: string): void {
  const { origin } = request.headers;
  if (origin === undefined) {
    const site = request.headers['sec-fetch-site'];
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw accessErrors.foreignOrigin('another site');
    return;
  }
  const host = URL.canParse(origin) ? new URL(origin).host : '';
  if (host !== request.headers.host && origin !== new URL(publicUrl).origin) throw accessErrors.foreignOrigin(origin.slice(0, 200));
}
