import type { AccountFacts, AccountReads, Json } from '@cairn/rules/contracts/facts.js';
import { canonicalJson } from '@cairn/workflows/contracts/canonical.js';
import { hashId } from '@cairn/workflows/contracts/names.js';

import type { EventDocument } from '../events/event.js';
import { escapeKey, unescapeKey } from '../platform/keys.js';
import { unescapeJson } from '../profiles/facts.js';
import { isNewer, type TraitState } from '../profiles/profile.js';
import { foldText } from '../profiles/search-keys.js';
import { sweepBucketOf } from '../profiles/sweep-bucket.js';

/**
 * One document of `accounts`: what `group` calls say about an account, whatever the order in which they come. Who belongs to it is on the profiles.
 * Changes only by the `updateAccount` effect and by settling (account-updates.ts), in conditional writes on `version`.
 *
 * Indexes: `{dueAt}` (partial), `{workspace, epoch}`, `{workspace, searchKeys, _id}`.
 */
export interface AccountDocument {
  /** `workspace:accountId`. */
  _id: string;
  workspace: string;
  accountId: string;
  /** Keys escaped. Newest by event time, as a person's. */
  traits: { [name: string]: TraitState };
  /** The earliest `receivedAt` of its calls. */
  createdAt: Date;
  updatedAt: Date;
  /** The newest event time of its calls. */
  lastSeenAt?: Date;
  /** Id and name, folded: what a list is searched by. */
  searchKeys: string[];
  /** As last counted, in the background. */
  people: PeopleCount;
  /** The workspace's when it was last settled. */
  epoch: number;
  /** 0–255, hashed from the id: the lease that sweeps it. */
  bucket: number;
  /** Random token; changes with every write. */
  version: string;
  /** Present: its people are to be counted, and asked again if that changes anything. */
  dueAt?: Date;
  /** Traits that found no place, of the last call that brought too much: how many, and the last. The same call again counts none twice. */
  dropped?: { count: number; name: string; messageId: string };
}

export interface PeopleCount {
  all: number;
  /** Segment → how many of them are in it; only segments that some condition asks about. */
  in: { [segment: string]: number };
}

/** Of one account; more are dropped, and it says so. */
export const accountLimits = { traits: 500, bytes: 256 * 1024 } as const;

/** Named and not yet told about. `version` '' stands for "not stored yet". */
export function newAccount(workspace: string, accountId: string, now: Date): AccountDocument {
  return {
    _id: `${workspace}:${accountId}`,
    workspace,
    accountId,
    traits: {},
    createdAt: now,
    updatedAt: now,
    searchKeys: searchKeysOf(accountId, {}),
    people: { all: 0, in: {} },
    epoch: 0,
    bucket: sweepBucketOf(workspace, accountId),
    version: '',
  };
}

/** What `group` calls about an account make of it. Pure; the same calls again, in any order, change nothing. */
export function applyCalls(account: AccountDocument, calls: readonly EventDocument[], now: Date): AccountDocument {
  const next: AccountDocument = { ...account, traits: { ...account.traits }, updatedAt: now };
  let size = JSON.stringify(account.traits).length;
  for (const call of calls) {
    if (call.receivedAt < next.createdAt) next.createdAt = call.receivedAt;
    if (!next.lastSeenAt || next.lastSeenAt < call.timestamp) next.lastSeenAt = call.timestamp;
    let dropped = 0;
    for (const [name, value] of Object.entries(call.traits ?? {})) {
      const state: TraitState = { value: value as Json, at: call.timestamp, source: call.source, messageId: call.messageId };
      const current = Object.hasOwn(next.traits, name) ? next.traits[name] : undefined;
      if (current && !isNewer(state, current)) continue;
      const bytes = JSON.stringify(state).length - (current ? JSON.stringify(current).length : -name.length);
      if (size + bytes > accountLimits.bytes || (!current && Object.keys(next.traits).length >= accountLimits.traits)) {
        dropped += 1;
        next.dropped = { count: dropped, name: unescapeKey(name), messageId: call.messageId };
        continue;
      }
      next.traits[name] = state;
      size += bytes;
    }
  }
  next.searchKeys = searchKeysOf(account.accountId, next.traits);
  return next;
}

/** What conditions see of an account. */
export function accountFacts({ accountId, traits, people }: Pick<AccountDocument, 'accountId' | 'traits' | 'people'>): AccountFacts {
  return {
    id: accountId,
    trait: (name) => {
      const key = escapeKey(name);
      const value = Object.hasOwn(traits, key) ? traits[key]?.value : undefined;
      return value === undefined || value === null ? undefined : unescapeJson(value);
    },
    people: (segment) => {
      const inside = Object.hasOwn(people.in, segment) ? people.in[segment] : undefined;
      if (inside === undefined || people.all === 0) return undefined;
      return inside === 0 ? 'none' : inside >= people.all ? 'all' : 'some';
    },
  };
}

/**
 * The same text as long as conditions that ask this see the same. People keep the digest of what they were folded with: what they have not seen is found by
 * it, also when an account is again what it was before and somebody saw what was between.
 */
export function digestOf(account: Pick<AccountDocument, 'accountId' | 'traits' | 'people'>, asked: AccountReads): string {
  const facts = accountFacts(account);
  return hashId(
    canonicalJson({
      traits: asked.traits.map((name) => [name, facts.trait(name) ?? null]),
      people: asked.segments.map((segment) => [segment, facts.people(segment) ?? null]),
    }),
  );
}

/** One that nobody has told about yet is there, and empty. */
export function unheardOf(accountId: string): Pick<AccountDocument, 'accountId' | 'traits' | 'people'> {
  return { accountId, traits: {}, people: { all: 0, in: {} } };
}

/** What an account is called. */
export function accountName({ accountId, traits }: Pick<AccountDocument, 'accountId' | 'traits'>): string {
  const name = Object.hasOwn(traits, 'name') ? traits.name?.value : undefined;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : accountId;
}

/** The id, and the account's name from each of its words. */
function searchKeysOf(accountId: string, traits: AccountDocument['traits']): string[] {
  const name = Object.hasOwn(traits, 'name') ? traits.name?.value : undefined;
  const words = typeof name === 'string' ? name.split(/\s+/).filter(Boolean).slice(0, 4) : [];
  const rest = typeof name === 'string' ? name.split(/\s+/).filter(Boolean) : [];
  return [...new Set([foldText(accountId), ...words.map((_, at) => foldText(rest.slice(at).join(' ')))])].filter((key) => key !== '');
}
