import type { Socket } from 'node:net';

import type { FastifyReply, FastifyRequest } from 'fastify';

import { describeError } from './error.filter.js';
import { UserError } from './errors.js';

/** Addresses that the router refuses before any of our code sees them: broken percent-encoding, a part that is too long. */
export function answerUnroutable(error: Error & { statusCode?: number }, _request: FastifyRequest, reply: FastifyReply): void {
  const tooLong = error.statusCode === 414;
  const { status, body } = describeError(
    tooLong
      ? new UserError(414, 'address-too-long', 'A part of the address is longer than 600 characters.', { action: 'Shorten the address.' })
      : new UserError(400, 'invalid-address', 'The address is not valid: a `%` in it is not followed by the code of a character.', {
          action: 'Percent-encode the address as UTF-8; a percent sign itself is `%25`.',
        }),
  );
  void reply.status(status).send(body);
}

const unreadable: Partial<Record<string, UserError>> = {
  ERR_HTTP_REQUEST_TIMEOUT: new UserError(408, 'too-slow', 'The request did not arrive in time.', { action: 'Send it again.' }),
  HPE_HEADER_OVERFLOW: new UserError(431, 'headers-too-large', 'The headers of the request are larger than 16 KB.', {
    action: 'Send fewer or shorter headers.',
  }),
};
const notHttp = new UserError(400, 'invalid-request', 'This is not a request of HTTP/1.1.', {
  action: 'Use an HTTP client; check what stands between it and Cairn.',
});

/** Bytes that are no request. There is no reply object yet: the answer is written as it goes over the wire. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const { status, body } = describeError(unreadable[error.code ?? ''] ?? notHttp);
  const text = JSON.stringify(body);
  const head = [
    `HTTP/1.1 ${status} ${body.code}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(text)}`,
    'Connection: close',
  ].join('\r\n');
  if (socket.writable) socket.write(`${head}\r\n\r\n${text}`);
  socket.destroy(error);
}
