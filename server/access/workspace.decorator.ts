import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';

import { accessErrors } from './access.errors.js';
import { type AuthenticatedRequest, actorOf, type Principal } from './principal.js';

/** The workspace of whoever asks: `@Workspace() workspace: string`. */
export const Workspace = createParamDecorator((_: unknown, context: ExecutionContext): string => principalOf(context).workspace);

/** Who asks, as text for `createdBy`: `@Actor() by: string`. */
export const Actor = createParamDecorator((_: unknown, context: ExecutionContext): string => actorOf(principalOf(context)));

/** Who asks: `@CurrentPrincipal() principal: Principal`. */
export const CurrentPrincipal = createParamDecorator((_: unknown, context: ExecutionContext): Principal => principalOf(context));

export const publicRoute = 'cairn:public';
/** The route answers without a session or key. */
export const Public = () => SetMetadata(publicRoute, true);

function principalOf(context: ExecutionContext): Principal {
  const { principal } = context.switchToHttp().getRequest<AuthenticatedRequest>();
  if (principal === undefined) throw accessErrors.notSignedIn();
  return principal;
}
