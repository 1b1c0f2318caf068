import type { FastifyRequest } from 'fastify';

/** Who asks: put on the request by the guard. */
export interface Principal {
  workspace: string;
  via: 'session' | 'apiKey';
  userId?: string;
  keyId?: string;
}

export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** For `createdBy` and the audit log: `user:…` or `key:…`. */
export function actorOf(principal: Principal): string {
  return principal.via === 'session' ? `user:${principal.userId ?? ''}` : `key:${principal.keyId ?? ''}`;
}
