import type { Json } from '@cairn/rules/contracts/facts.js';

import { type CompiledIdentityRules, defaultCompiledRules } from '../identities/identity-rules.js';
import type { EventType, IdentityId } from './event.js';
import { refusals } from './events.errors.js';
import { ingestionLimits } from './ingestion.limits.js';

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
 * Every identity that an event names, normalised per type, in the order of the workspace's rules, strongest first.
 *
 * @param owner an identity that is named whatever the fields say, as the strongest: somebody acts for a person they chose.
 * @throws EventRefusal `invalid-identity` for an id that is no text, `no-identity` when nobody is named.
 */
export function namesOf(
  workspace: string,
  type: EventType,
  fields: NamingFields,
  rules: CompiledIdentityRules = defaultCompiledRules,
  owner?: IdentityId,
): IdentityId[] {
  const names: { id: IdentityId; rank: number }[] = owner === undefined ? [] : [{ id: owner, rank: Number.NEGATIVE_INFINITY }];
  const blocked: string[] = [];
  const add = (identityType: string, value: string | null): void => {
    const rule = rules.rule(identityType);
    const normalised = value === null ? null : rule.normalise(value);
    if (normalised === null) return;
    if (rule.blocks(normalised)) blocked.push(normalised);
    else {
      const id = `${workspace}:${identityType}:${normalised}`;
      if (!names.some((name) => name.id === id)) names.push({ id, rank: rule.rank });
    }
  };
  add('userId', textOf('userId', fields.userId));
  if (fields.context !== undefined) for (const { type: external, id } of externalIds(fields.context)) add(`external:${external}`, id);
  if (type === 'identify' && fields.traits !== undefined) {
    add('email', traitOf(fields.traits.email));
    add('phone', traitOf(fields.traits.phone));
  }
  add('anonymousId', textOf('anonymousId', fields.anonymousId));
  if (type === 'alias') {
    // alias links what somebody was called before logging in. Where people have one userId each, two of them stay two people.
    if (rules.rule('userId').limit > 1) add('userId', textOf('previousId', fields.previousId));
    add('anonymousId', textOf('previousId', fields.previousId));
  }
  if (names.length === 0) throw refusals.noIdentity(blocked);
  return names.sort((a, b) => a.rank - b.rank).map(({ id }) => id);
}

/** Ids are compared as text: SDKs send 42 from one page and "42" from another. */
function textOf(field: string, value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (typeof value !== 'string') throw refusals.badIdentity(field);
  if (value.trim().length > ingestionLimits.identityLength) throw refusals.badIdentity(field);
  return value.trim() === '' ? null : value;
}

/** A trait of another kind, or longer than an identity may be, is a trait and nothing more. */
function traitOf(value: unknown): string | null {
  if (typeof value !== 'string' && typeof value !== 'number') return null;
  const text = String(value);
  return text.length > ingestionLimits.identityLength ? null : text;
}

/** What a rule can name. With a colon in it, type and id of one could be those of another. */
const externalType = /^[A-Za-z0-9_.-]{1,50}$/;

/** `context.externalIds` of Segment, `context.externalId` of RudderStack: lists of `{type, id}`. */
function externalIds(context: { [key: string]: Json }): { type: string; id: string }[] {
  const lists = [context.externalIds, context.externalId].filter((list): list is Json[] => Array.isArray(list));
  return lists.flat().flatMap((entry) => {
    if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) return [];
    const id = textOf('context.externalIds', entry.id);
    const type = textOf('context.externalIds', entry.type)?.trim();
    return id && type && externalType.test(type) ? [{ type, id }] : [];
  });
}
