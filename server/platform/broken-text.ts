import type { FastifyReply, FastifyRequest } from 'fastify';

import { UserError } from './errors.js';

/**
 * Half of a surrogate pair (what is left where an emoji was cut in two) has no UTF-8: it would be stored as another text than was sent, and no hash of a
 * definition can hold it. Refused by its place, before anybody works with it. Bodies of events never come here: they are mended instead.
 */
export function refuseBrokenText(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const place = Buffer.isBuffer(request.body) ? undefined : placeOfBrokenText(request.body);
  done(place === undefined ? undefined : brokenText(place));
}

function brokenText(place: string): UserError {
  const details = [{ path: place, message: 'Half of a character (a lone surrogate) is in this text.', code: 'broken-text' }];
  const where = place === '' ? 'The body' : `The text at ${place}`;
  return new UserError(400, 'broken-text', `${where} holds half of a character.`, { action: 'Write that text anew; often an emoji was cut in two.', details });
}

/** Where the first text (or key) is that has no UTF-8. Keeps its own stack: bodies may be nested deeper than calls can be. */
export function placeOfBrokenText(body: unknown): string | undefined {
  const open: { value: unknown; place: string }[] = [{ value: body, place: '' }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { value, place } = next;
    if (typeof value === 'string' && !isWellFormed(value)) return place;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, part] of Object.entries(value)) {
      if (!isWellFormed(key)) return place;
      if (typeof part === 'string' ? !isWellFormed(part) : typeof part === 'object') open.push({ value: part, place: shortened(place, key) });
    }
  }
  return undefined;
}

const halves = /\p{Surrogate}/u;
const isWellFormed = (text: string): boolean => !halves.test(text);

/** Keys are short where anything is right; elsewhere the place need not be told to its end. */
const shortened = (place: string, key: string): string => (place.length > 300 ? place : place === '' ? key.slice(0, 100) : `${place}.${key.slice(0, 100)}`);
