import type { FastifyReply, FastifyRequest } from 'fastify';

export const sessionCookie = 'cairn_session';

export function readSessionCookie(request: Pick<FastifyRequest, 'headers'>): string | undefined {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === sessionCookie && value) return value;
  }
  return undefined;
}

/** httpOnly: no script reads it. Lax: other sites' pages cannot post with it (the guard checks the origin besides). */
export function writeSessionCookie(reply: FastifyReply, token: string, expiresAt: Date, secure: boolean): void {
  void reply.header('set-cookie', `${sessionCookie}=${token}; Path=/; HttpOnly; SameSite=Lax; Expires=${expiresAt.toUTCString()}${secure ? '; Secure' : ''}`);
}

export function clearSessionCookie(reply: FastifyReply): void {
  writeSessionCookie(reply, '', new Date(0), false);
}
