import type { Json } from '@cairn/rules/contracts/facts.js';

import type { EventType, IdentityId, IdentityType } from './event.js';
import { refusals } from './events.errors.js';
import { ingestionLimits } from './ingestion.limits.js';

/** Values that broken tracking code sends for everybody. As an identity they would merge strangers; as a trait they are kept. */
const blockedValues = new Set([
  '0',
  '-1',
  'null',
  '(null)',
  'nil',
  'none',
  'undefined',
  'unknown',
  'anonymous',
  'guest',
  'n/a',
  'na',
  'nan',
  'true',
  'false',
  'not_set',
  'not set',
  '[object object]',
  'function',
  '00000000-0000-0000-0000-000000000000',
  '{{userid}}',
  '%s',
  'id',
  'user_id',
  'userid',
  'test@test.com',
  'null@null.com',
  'none@none.com',
]);

/** The parts of an event that can name somebody. */
export interface NamingFields {
  userId?: unknown;
  anonymousId?: unknown;
  previousId?: unknown;
  context?: { [key: string]: Json } | undefined;
  /** identify only. */
  traits?: { [key: string]: Json } | undefined;
}

/**
 * Every identity that an event names, strongest first (userId, external, email, phone, anonymousId), normalised per type.
 *
 * @throws EventRefusal `invalid-identity` for an id that is no text, `no-identity` when nobody is named.
 */
export function namesOf(workspace: string, type: EventType, fields: NamingFields): IdentityId[] {
  const names: IdentityId[] = [];
  const blocked: string[] = [];
  const add = (identityType: IdentityType, value: string | null): void => {
    if (value === null || value === '') return;
    if (blockedValues.has(value.toLowerCase())) blocked.push(value);
    else {
      const id = `${workspace}:${identityType}:${value}`;
      if (!names.includes(id)) names.push(id);
    }
  };
  add('userId', textOf('userId', fields.userId));
  if (fields.context !== undefined) for (const external of externalIds(fields.context)) add('external', external);
  if (type === 'identify' && fields.traits !== undefined) {
    add('email', normaliseEmail(fields.traits.email));
    add('phone', normalisePhone(fields.traits.phone));
  }
  add('anonymousId', textOf('anonymousId', fields.anonymousId));
  // alias links what somebody was called before logging in; two userIds stay two people.
  if (type === 'alias') add('anonymousId', textOf('previousId', fields.previousId));
  if (names.length === 0) throw refusals.noIdentity(blocked);
  return names;
}

/** Ids are compared as text: SDKs send 42 from one page and "42" from another. */
function textOf(field: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') throw refusals.badIdentity(field);
  const text = value.trim();
  if (text.length > ingestionLimits.identityLength) throw refusals.badIdentity(field);
  return text;
}

/** Trimmed and lower case; null unless it has the shape of one address: then it is a trait and nothing more. */
export function normaliseEmail(value: unknown): string | null {
  if (typeof value !== 'string' || value.length > 254) return null;
  const email = value.trim().toLowerCase();
  return /^[^\s@,;<>"]+@[^\s@,;<>"]+$/.test(email) ? email : null;
}

/** Digits, with the + of an international number kept; null unless 6–15 digits (E.164). `0049…` becomes `+49…`. */
export function normalisePhone(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value).trim();
  if (text.length > 40 || !/^\+?[\d\s().\-/]+$/.test(text)) return null;
  const digits = text.replace(/\D/g, '').replace(/^00/, text.startsWith('+') ? '00' : '+');
  const number = text.startsWith('+') ? `+${digits}` : digits;
  return /^\+?\d{6,15}$/.test(number) ? number : null;
}

/** `context.externalIds` of Segment, `context.externalId` of RudderStack: lists of `{type, id}`. */
function externalIds(context: { [key: string]: Json }): string[] {
  const lists = [context.externalIds, context.externalId].filter((list): list is Json[] => Array.isArray(list));
  return lists.flat().flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
    const id = textOf('context.externalIds', entry.id);
    const type = textOf('context.externalIds', entry.type);
    // A blocked value stays blocked whatever type stands before it.
    return id && type && !blockedValues.has(id.toLowerCase()) ? [`${type}:${id}`] : [];
  });
}
