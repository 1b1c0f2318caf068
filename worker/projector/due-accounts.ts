import { randomUUID } from 'node:crypto';
import { AccountSettling } from '@cairn/server/accounts/account-settling.js';
import { AccountsStore } from '@cairn/server/accounts/accounts.store.js';
import { collections, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import type { Clock, DefinitionsSource, Person } from '@cairn/server/profiles/core.js';
import type { Collection, Db } from 'mongodb';

/** Visits at one look, so that one workspace's accounts do not hold up another's. */
const accountsALook = 20;

/** Accounts whose people are to be counted, and asked again where conditions would see something new. */
export class DueAccounts {
  private readonly store: AccountsStore;
  private readonly settling: AccountSettling;
  private readonly workspaces: Collection<WorkspaceDocument>;
  private readonly definitions: DefinitionsSource;
  private readonly clock: Clock;

  constructor(db: Db, definitions: DefinitionsSource, clock: Clock) {
    this.store = new AccountsStore(db);
    this.settling = new AccountSettling({ store: this.store, definitions, clock, token: randomUUID });
    this.workspaces = db.collection<WorkspaceDocument>(collections.workspaces);
    this.definitions = definitions;
    this.clock = clock;
  }

  /** Visits some of those that are due; answers who is to be folded, and whether more may be waiting. */
  async visit(buckets: readonly number[]): Promise<{ people: Person[]; more: boolean }> {
    const due = await this.store.due(this.clock.now(), buckets, accountsALook);
    if (due.length < accountsALook) due.push(...(await this.below(buckets, accountsALook - due.length)));
    const people = (await Promise.all(due.map(async ({ workspace, accountId }) => await this.settling.settle(workspace, accountId)))).flat();
    return { people, more: due.length >= accountsALook || people.length > 0 };
  }

  /** Those that have not been settled since what conditions ask of accounts may have changed. */
  private async below(buckets: readonly number[], limit: number): Promise<Awaited<ReturnType<AccountsStore['due']>>> {
    const found: Awaited<ReturnType<AccountsStore['due']>> = [];
    for (const { _id: workspace } of await this.workspaces.find({ epoch: { $gt: 0 } }, { projection: { _id: 1 } }).toArray()) {
      const { accounts, epoch } = await this.definitions.current(workspace);
      if (accounts && found.length < limit) found.push(...(await this.store.below(workspace, epoch, buckets, limit - found.length)));
    }
    return found;
  }
}
