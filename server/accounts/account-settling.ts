import { canonicalJson } from '@cairn/workflows/contracts/canonical.js';

import type { Clock, CoreSession, DefinitionsSource, Person } from '../profiles/core.js';
import { type AccountDocument, digestOf } from './account.js';
import type { AccountsPort } from './accounts.port.js';

export interface AccountSettlingDeps {
  store: AccountsPort;
  definitions: DefinitionsSource;
  clock: Clock;
  /** A token that never repeats. */
  token(): string;
  /** People asked again in one go. Default 200. */
  batch?: number;
}

/**
 * While newer definitions still reach an account's people, it is looked at again after so long: counted at once, it would be counted again and again.
 */
const patienceMs = 1_000;

/** Counts the people of accounts and finds who must be asked again (DESIGN.md). Right whoever does it, however often, at once, killed anywhere. */
export class AccountSettling {
  constructor(private readonly deps: AccountSettlingDeps) {}

  /**
   * One visit to an account that is due: counts, and answers people who were folded with something else than conditions see of it now. Whoever asks folds
   * them and comes again, until nobody is left; only then, and if nothing has changed meanwhile, it is no longer due.
   */
  async settle(workspace: string, accountId: string): Promise<Person[]> {
    const { store, definitions, clock, batch = 200 } = this.deps;
    return await store.withSession(async (session) => {
      const before = await store.readAccount(session, workspace, accountId);
      if (!before) return [];
      const { accounts: asked, epoch } = await definitions.current(workspace, before.epoch);
      const { behind, ...people } = await store.countPeople(session, before, asked?.segments ?? [], epoch);
      if (behind && asked && asked.segments.length > 0) {
        await this.write(session, before, { ...before, dueAt: new Date(clock.now() + patienceMs) });
        return [];
      }
      const counted: AccountDocument = { ...before, people, epoch, dueAt: new Date(clock.now()) };
      // Written before anybody is looked for: whoever is folded again must see it.
      const current = canonicalJson(people) === canonicalJson(before.people) ? before : await this.write(session, before, counted);
      if (!current) return [];
      const unaware = asked ? await store.peopleUnaware(session, counted, digestOf(counted, asked), batch) : [];
      const { dueAt: _dueAt, ...settled } = counted;
      await this.write(session, current, unaware.length > 0 ? counted : settled);
      return unaware.map((profileId) => ({ workspace, profileId }));
    });
  }

  private async write(session: CoreSession, before: AccountDocument, change: AccountDocument): Promise<AccountDocument | undefined> {
    const after = { ...change, version: this.deps.token() };
    return (await this.deps.store.writeAccount(session, before, after)) ? after : undefined;
  }
}
