import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

import { describeError } from '../platform/error.filter.js';
import type { ProfileApi } from './profile-api.js';

/**
 * `GET /v1/profile`, as a Fastify route of its own, without Nest's pipeline: somebody waits for a page. Preflights are answered with those of the
 * ingestion routes.
 */
export function registerProfileApi(instance: FastifyInstance, api: ProfileApi, options: { logger: Logger }): void {
  instance.get('/v1/profile', async (request, reply) => {
    const { query } = request;
    try {
      const answer = await api.answer({ token: tokenOf(request), origin: request.headers.origin, query: textsOf(query) });
      void reply.headers({ etag: answer.etag, 'cache-control': 'private, no-cache', vary: 'authorization, origin', ...cors(answer.allowOrigin) });
      if (matches(request.headers['if-none-match'], answer.etag)) return await reply.status(304).send();
      return await reply.header('content-type', 'application/json; charset=utf-8').send(answer.body);
    } catch (error) {
      return await refuse(reply, error, options.logger);
    }
  });
}

/** A public token may stand in the address, so that a browser needs no preflight; an API key may not: addresses are logged. */
function tokenOf(request: FastifyRequest): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  const { token } = request.query as { token?: unknown };
  return typeof token === 'string' && token.startsWith('pk_') ? token : undefined;
}

function textsOf(query: unknown): { [name: string]: string | undefined } {
  return Object.fromEntries(Object.entries(query as object).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}

function matches(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*') === true;
}

function cors(origin: string | undefined): { [header: string]: string } {
  return origin === undefined ? {} : { 'access-control-allow-origin': origin, 'access-control-expose-headers': 'etag' };
}

async function refuse(reply: FastifyReply, error: unknown, logger: Logger): Promise<FastifyReply> {
  const { status, body, retryAfterSeconds, unforeseen } = describeError(error);
  if (unforeseen) logger.error({ err: error, errorId: body.id }, 'a profile could not be answered');
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  // A page may always read why it was refused: there is nothing of anybody in it.
  return await reply.headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' }).status(status).send(body);
}
