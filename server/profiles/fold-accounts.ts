import type { EventDocument } from '../events/event.js';
import { escapeKey, unescapeKey } from '../platform/keys.js';
import { liveLinks, seenOf } from './account-links.js';
import { addEffect, type Draft } from './draft.js';
import { RefusedEvent } from './fold-state.js';
import { type AccountLink, isNewer, type ProfileDocument } from './profile.js';
import { profileLimits } from './profile-limits.js';

/** The newest call about an account says whether this person belongs to it: `left` takes them out. What it says of the account is for the account to keep. */
export function foldAccount(draft: Draft, event: EventDocument): void {
  const { accounts } = draft.profile;
  const key = escapeKey(String(event.properties?.groupId));
  const current = Object.hasOwn(accounts, key) ? accounts[key] : undefined;
  if (!current && Object.keys(accounts).length >= profileLimits.accounts) {
    throw new RefusedEvent(
      'too-many-accounts',
      `The profile would belong to more than ${profileLimits.accounts} accounts. Send group calls for fewer accounts a person.`,
    );
  }
  draft.calls.set(key, [...(draft.calls.get(key) ?? []), event.messageId]);
  const isLeaving = event.properties?.left === true;
  const next: AccountLink = { at: event.timestamp, messageId: event.messageId, seen: current?.seen ?? '', ...(isLeaving && { left: true as const }) };
  if (current && !isNewer(next, current)) return;
  accounts[key] = next;
  if (!current || current.left !== next.left) draft.changed.accounts.add(key);
}

/** What this fold sees of accounts is what was read for it: noted on the profile, so that who has seen something else can be found. */
export function seeAccounts(draft: Draft): void {
  const asked = draft.definitions.accounts;
  if (!asked) return;
  for (const [key, link] of liveLinks(draft.profile)) {
    const seen = seenOf(key, draft.accounts, asked);
    if (link.seen === seen) continue;
    draft.profile.accounts[key] = { ...link, seen };
    draft.changed.accounts.add(key);
  }
}

/**
 * Leaves in the outbox what accounts must learn: the calls of this fold, and that their people moved between segments that some condition asks about.
 * Named by the version that was folded, which is folded once: an effect that is outstanding may have been performed already.
 */
export function tellAccounts(draft: Draft, before: ProfileDocument): void {
  const { profile, definitions, calls } = draft;
  const asked = definitions.accounts?.segments ?? [];
  const moved = asked.some((segment) => Object.hasOwn(before.memberships, segment) !== Object.hasOwn(profile.memberships, segment));
  const keys = new Set([...calls.keys(), ...(moved ? liveLinks(profile).map(([key]) => key) : [])]);
  for (const key of keys) tellAccount(draft, key, before.version, calls.get(key) ?? []);
}

export function tellAccount(draft: Draft, key: string, cause: string, messageIds: string[] = []): void {
  addEffect(draft, { id: `account:${key}:${draft.profile.profileId}:${cause}`, kind: 'updateAccount', accountId: unescapeKey(key), messageIds });
}
