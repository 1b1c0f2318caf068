import type { AccountDocument } from '@cairn/server/accounts/account.js';
import { MemoryAccountsStore } from '@cairn/server/accounts/memory-accounts.store.js';
import type { CoreSession } from '@cairn/server/profiles/core.js';
import { MemoryCoreStore } from '@cairn/server/profiles/memory-core-store.js';
import type { MemoryDatabase, Steps } from '@cairn/server/profiles/memory-database.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';

import type { Mutant } from './mutants.js';

const withAccounts = (Accounts: new (db: MemoryDatabase, steps: Steps) => MemoryAccountsStore): Mutant => ({
  accounts: (db, steps) => new Accounts(db, steps),
});

/** Whoever writes an account last wins. */
class AnyVersion extends MemoryAccountsStore {
  protected override mayWrite(before: AccountDocument | null, current: AccountDocument | undefined): boolean {
    return before !== null || current === undefined;
  }
}

/** Nobody is asked again. */
class NobodyUnaware extends MemoryAccountsStore {
  override async peopleUnaware(): Promise<string[]> {
    return [];
  }
}

/** Accounts are read before the profiles: what was seen may be older than what the profile has seen. */
class AccountsFirst extends MemoryCoreStore {
  private early: Map<string, AccountDocument> | undefined;

  override async readProfiles(session: CoreSession, workspace: string, ids: string[]): Promise<ProfileDocument[]> {
    this.early = await this.read(session, 'accounts', (all: Map<string, AccountDocument>) => new Map(all));
    return await super.readProfiles(session, workspace, ids);
  }

  override async readAccounts(session: CoreSession, workspace: string, ids: string[]): Promise<AccountDocument[]> {
    const early = this.early;
    return early ? ids.flatMap((id) => early.get(`${workspace}:${id}`) ?? []) : await super.readAccounts(session, workspace, ids);
  }
}

/** What accounts must learn has the same name each time: an effect that was performed already stands for a new one. */
class OneEffectEach extends MemoryCoreStore {
  protected override changed(write: Parameters<MemoryCoreStore['changed']>[0]): ReturnType<MemoryCoreStore['changed']> {
    const rename = (profile: ProfileDocument): ProfileDocument => ({
      ...profile,
      effects: profile.effects.map((effect) => (effect.kind === 'updateAccount' ? { ...effect, id: `account:${effect.accountId}` } : effect)),
    });
    return super.changed({ before: write.before && { ...write.before, effects: rename(write.before).effects }, after: rename(write.after) });
  }
}

export const accountMutants = {
  accountSweep: { noAccountant: true } as Mutant,
  accountVersion: withAccounts(AnyVersion),
  accountUnaware: withAccounts(NobodyUnaware),
  accountsAfter: { store: (db, steps) => new AccountsFirst(db, steps) } as Mutant,
  accountEffect: { store: (db, steps) => new OneEffectEach(db, steps) } as Mutant,
};
