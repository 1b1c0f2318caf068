import type { AccountFacts, AccountReads } from '@cairn/rules/contracts/facts.js';

import { escapeKey } from '../platform/keys.js';
import { accountFactsOf, accountIdsOf } from '../profiles/account-links.js';
import type { ProfileDocument } from '../profiles/profile.js';
import type { AccountsStore } from './accounts.store.js';

/**
 * What a condition that is not saved yet would see of these people's accounts: as many reads as it asks kinds of questions, however many people.
 * Nobody has counted for it, so the people of their accounts are counted here.
 */
export async function accountsForPreview(
  store: AccountsStore,
  workspace: string,
  people: readonly Partial<Pick<ProfileDocument, 'accounts'>>[],
  asked: AccountReads,
): Promise<(readonly AccountFacts[])[]> {
  const links = people.map(({ accounts = {} }) => ({ accounts }));
  const ids = [...new Set(links.flatMap((profile) => accountIdsOf(profile)))];
  const [found, counted] = await Promise.all([store.readMany(workspace, ids), store.peopleIn(workspace, ids, asked.segments)]);
  const read = new Map(found.map((account) => [escapeKey(account.accountId), { ...account, people: counted.get(account.accountId) ?? account.people }]));
  return links.map((profile) => accountFactsOf(profile, read));
}
