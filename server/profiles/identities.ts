import { type EventDocument, type IdentityId, type IdentityType } from '../events/event.js';

/** `workspace:type:value`; the value may hold colons. */
export function parseIdentity(id: IdentityId): { type: IdentityType; value: string } {
  const first = id.indexOf(':');
  const second = id.indexOf(':', first + 1);
  return { type: id.slice(first + 1, second) as IdentityType, value: id.slice(second + 1) };
}

/** Who owns what, as far as it was read. */
export interface Ownership {
  ownerOf(identity: IdentityId): string | undefined;
  hasUserId(profileId: string): boolean;
}

/**
 * What an event asks of the identity graph, before it may be folded.
 * `claim`: nobody owns any of it that may take its owner; `settled`: nothing is left to do, `owner` folds it.
 */
export type Resolution =
  | { kind: 'claim' }
  | { kind: 'attach'; target: string; identities: IdentityId[] }
  | { kind: 'merge'; a: string; b: string }
  | { kind: 'settled'; owner: string };

/**
 * Attach what nobody owns, merge who turns out to be one person (design §5). Pure.
 *
 * Two profiles with different userIds are two people on one device or one address: never merged. What the first of them owns stays there:
 * the event belongs to its `who` alone, later anonymous events go on to the first owner (as Segment does).
 */
export function resolveIdentities(event: Pick<EventDocument, 'who' | 'names'>, ownership: Ownership): Resolution {
  const { ownerOf, hasUserId } = ownership;
  const isUserId = (id: IdentityId) => parseIdentity(id).type === 'userId';
  const names = [event.who, ...event.names.filter((name) => name !== event.who)];
  const owner = ownerOf(event.who);
  const target = owner ?? names.flatMap((name) => ownerOf(name) ?? []).find((candidate) => !isUserId(event.who) || !hasUserId(candidate));
  if (target === undefined) return { kind: 'claim' };
  let known = hasUserId(target);
  const attach: IdentityId[] = [];
  for (const name of names) {
    if (ownerOf(name) !== undefined || (isUserId(name) && known)) continue;
    attach.push(name);
    known ||= isUserId(name);
  }
  if (attach.length > 0) return { kind: 'attach', target, identities: attach };
  for (const name of names) {
    const other = ownerOf(name);
    if (other !== undefined && other !== target && !(known && hasUserId(other))) return { kind: 'merge', a: target, b: other };
  }
  return { kind: 'settled', owner: target };
}
