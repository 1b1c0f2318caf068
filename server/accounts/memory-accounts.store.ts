import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { escapeKey } from '../platform/keys.js';
import type { CoreSession } from '../profiles/core.js';
import { atOnce, type MemoryDatabase, type MemorySession, notYet, type Steps } from '../profiles/memory-database.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { accountKey } from '../profiles/search-keys.js';
import type { AccountDocument, PeopleCount } from './account.js';
import type { AccountsPort } from './accounts.port.js';

/** {@link AccountsPort} over {@link MemoryDatabase}; shipped for tests and for the simulation. */
export class MemoryAccountsStore implements AccountsPort {
  constructor(
    protected readonly db: MemoryDatabase,
    protected readonly steps: Steps = atOnce,
  ) {}

  async withSession<T>(work: (session: CoreSession) => Promise<T>): Promise<T> {
    return await work({ index: 0 } as CoreSession);
  }

  private async read<D extends { _id: string }, T>(session: CoreSession, collection: string, ask: (all: Map<string, D>) => T): Promise<T> {
    return await this.steps.step(`read ${collection}`, () => {
      const view = this.db.view(session as unknown as MemorySession);
      return view ? ask(view.read<D>(collection)) : notYet;
    });
  }

  async readAccount(session: CoreSession, workspace: string, accountId: string): Promise<AccountDocument | null> {
    return await this.read(session, collections.accounts, (all: Map<string, AccountDocument>) => all.get(`${workspace}:${accountId}`) ?? null);
  }

  async readCalls(session: CoreSession, workspace: string, messageIds: string[]): Promise<EventDocument[]> {
    return await this.read(session, collections.events, (all: Map<string, EventDocument>) => messageIds.flatMap((id) => all.get(`${workspace}:${id}`) ?? []));
  }

  async writeAccount(session: CoreSession, before: AccountDocument | null, after: AccountDocument): Promise<boolean> {
    const index = await this.steps.step('account', () => {
      if (!this.mayWrite(before, this.db.get<AccountDocument>(collections.accounts, after._id))) return undefined;
      return this.db.put([{ collection: collections.accounts, id: after._id, document: after }]);
    });
    if (index === undefined) return false;
    await this.steps.step('majority', () => {
      const answer = this.db.acknowledged(index);
      if (answer === false) throw new Error('The write was rolled back.');
      return answer ?? notYet;
    });
    const own = session as unknown as MemorySession;
    own.index = Math.max(own.index, index);
    return true;
  }

  protected mayWrite(before: AccountDocument | null, current: AccountDocument | undefined): boolean {
    return current?.version === before?.version;
  }

  async countPeople(
    session: CoreSession,
    { workspace, accountId }: AccountDocument,
    segments: readonly string[],
    epoch: number,
  ): Promise<PeopleCount & { behind: boolean }> {
    const people = await this.people(session, workspace, accountId);
    const inside = (segment: string) => people.filter(({ memberships }) => Object.hasOwn(memberships, segment)).length;
    return {
      all: people.length,
      in: Object.fromEntries(segments.map((segment) => [segment, inside(segment)])),
      behind: people.some((profile) => profile.epoch < epoch),
    };
  }

  async peopleUnaware(session: CoreSession, { workspace, accountId }: AccountDocument, digest: string, limit: number): Promise<string[]> {
    const key = escapeKey(accountId);
    const people = await this.people(session, workspace, accountId);
    return people
      .filter(({ accounts }) => accounts[key]?.seen !== digest)
      .map(({ profileId }) => profileId)
      .sort()
      .slice(0, limit);
  }

  private async people(session: CoreSession, workspace: string, accountId: string): Promise<ProfileDocument[]> {
    const key = accountKey(escapeKey(accountId));
    return await this.read(session, collections.profiles, (all: Map<string, ProfileDocument>) =>
      [...all.values()].filter((profile) => profile.workspace === workspace && profile.searchKeys?.includes(key)),
    );
  }
}
