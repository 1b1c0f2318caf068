import { randomUUID } from 'node:crypto';

import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Inject } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { MongoNetworkError, MongoServerSelectionError, MongoWriteConcernError } from 'mongodb';
import type { Logger } from 'pino';

import type { ErrorCode, ErrorValue } from './error-codes.js';
import { AppError, type ErrorDetail, OperationalError, UserError } from './errors.js';
import { LOGGER } from './logger.js';

/** What every failed call answers. `id` is also in the log. */
export interface ErrorBody {
  id: string;
  code: ErrorCode;
  message: string;
  action: string;
  details: ErrorDetail[];
  /** What `message` names, for who says it in another language. */
  values: { readonly [name: string]: ErrorValue };
}

/** An error as status, body and headers. Bodies of unforeseen errors tell nothing but an id to look up in the log. */
export function describeError(error: unknown): { status: number; body: ErrorBody; retryAfterSeconds?: number; unforeseen: boolean } {
  const id = randomUUID();
  const known = asAppError(error);
  if (known instanceof UserError) return { status: known.status, body: bodyOf(id, known), unforeseen: false };
  if (known instanceof OperationalError) {
    return { status: 503, body: bodyOf(id, known), retryAfterSeconds: Math.max(1, Math.ceil((known.retryAfterMs ?? 1_000) / 1_000)), unforeseen: false };
  }
  const body: ErrorBody = {
    id,
    code: 'internal-error',
    message: 'Something failed on our side.',
    action: `Try again; if it stays, look up ${id} in the server's log.`,
    details: [],
    values: {},
  };
  return { status: 500, body, unforeseen: true };
}

function bodyOf(id: string, error: AppError): ErrorBody {
  return { id, code: error.code, message: error.message, action: error.action, details: error.details, values: error.values };
}

function asAppError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof MongoServerSelectionError || error instanceof MongoNetworkError || error instanceof MongoWriteConcernError) {
    return new OperationalError('store-unavailable', 'The database does not answer.', { action: 'Try again in a moment.', retryAfterMs: 2_000, cause: error });
  }
  if (error instanceof Error && error.message.startsWith('Body is not valid JSON')) return unparsable();
  if (error instanceof HttpException) return fromStatus(error.getStatus(), error.message);
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  // Fastify's own refusals (body too large, malformed JSON, unsupported media type) carry a status below 500.
  if (typeof status === 'number' && status >= 400 && status < 500) return fromStatus(status, (error as Error).message);
  return error;
}

type FrameworkCode =
  | 'invalid-request'
  | 'not-signed-in'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'too-large'
  | 'address-too-long'
  | 'unsupported-media-type'
  | 'too-many-requests';

/** Fastify's parser does not tell which of them it was, and Nest leaves nothing of its error but the message. */
function unparsable(): UserError {
  return new UserError(400, 'malformed-json', 'The body is not JSON, or has a key `__proto__` or `constructor.prototype`.', {
    action: 'Check it with a JSON formatter, and rename such keys.',
  });
}

/** Refusals of the framework; their codes come without values. */
const statusCodes: Partial<Record<number, [UserError['status'], FrameworkCode, string]>> = {
  400: [400, 'invalid-request', 'Mend the request and send it again.'],
  401: [401, 'not-signed-in', 'Sign in, or send an API key as `Authorization: Bearer ck_…`.'],
  403: [403, 'forbidden', 'Ask an administrator for the right.'],
  404: [404, 'not-found', 'Check the address; /api/docs lists every call.'],
  409: [409, 'conflict', 'Read it again and repeat your change.'],
  413: [413, 'too-large', 'Send less at once.'],
  414: [414, 'address-too-long', 'Shorten the address.'],
  415: [415, 'unsupported-media-type', 'Send JSON with `Content-Type: application/json`.'],
  429: [429, 'too-many-requests', 'Wait a moment.'],
};

function fromStatus(status: number, message: string): unknown {
  const [known, code, action] = statusCodes[status] ?? ([400, 'invalid-request', 'Mend the request and send it again.'] as const);
  return status < 500 ? new UserError(known, code, message, { action }) : new Error(message);
}

@Catch()
export class ErrorFilter implements ExceptionFilter {
  constructor(@Inject(LOGGER) private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const { status, body, retryAfterSeconds, unforeseen } = describeError(error);
    if (unforeseen) this.logger.error({ err: error, errorId: body.id, route: reply.request.routeOptions?.url }, 'request failed');
    else if (status === 503) this.logger.warn({ err: error, errorId: body.id, route: reply.request.routeOptions?.url }, 'request refused: unavailable');
    if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
    void reply.status(status).header('cache-control', 'no-store').send(body);
  }
}
