import type { AccountFacts, AccountReads } from '@cairn/rules/contracts/facts.js';

import { type AccountDocument, accountFacts, digestOf, unheardOf } from '../accounts/account.js';
import type { EventDocument } from '../events/event.js';
import { unescapeKey } from '../platform/keys.js';
import type { AccountLink, ProfileDocument } from './profile.js';

/** Accounts as they were read, by escaped id. */
export type ReadAccounts = ReadonlyMap<string, AccountDocument>;

export function liveLinks({ accounts }: Pick<ProfileDocument, 'accounts'>): [string, AccountLink][] {
  return Object.entries(accounts).filter(([, { left }]) => !left);
}

/** The accounts that a fold may ask about: those of the profile, and those that its events name. */
export function accountIdsOf(profile: Pick<ProfileDocument, 'accounts'>, events: readonly EventDocument[] = []): string[] {
  const named = events.flatMap((event) => (event.type === 'group' ? [String(event.properties?.groupId)] : []));
  return [...new Set([...liveLinks(profile).map(([key]) => unescapeKey(key)), ...named])];
}

/** Do conditions see something else of its accounts now than when this profile was last folded? */
export function isUnaware(profile: Pick<ProfileDocument, 'accounts'>, accounts: ReadAccounts, asked: AccountReads | undefined): boolean {
  return asked !== undefined && liveLinks(profile).some(([key, { seen }]) => seen !== seenOf(key, accounts, asked));
}

/** What is noted of an account that a profile is folded with. */
export function seenOf(key: string, accounts: ReadAccounts, asked: AccountReads): string {
  return digestOf(accounts.get(key) ?? unheardOf(unescapeKey(key)), asked);
}

/** What conditions see of the accounts that the person belongs to. */
export function accountFactsOf(profile: Pick<ProfileDocument, 'accounts'>, accounts: ReadAccounts): readonly AccountFacts[] {
  return liveLinks(profile).map(([key]) => accountFacts(accounts.get(key) ?? unheardOf(unescapeKey(key))));
}
