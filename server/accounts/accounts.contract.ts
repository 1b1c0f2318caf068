import { beforeEach, describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import type { CoreSession } from '../profiles/core.js';
import type { CoreStore } from '../profiles/core-store.js';
import { newIdentity, newProfile } from '../profiles/new-profile.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { accountKey } from '../profiles/search-keys.js';
import { type AccountDocument, newAccount } from './account.js';
import type { AccountsPort } from './accounts.port.js';

export interface AccountsSubject {
  store: AccountsPort;
  core: CoreStore;
  insertEvents(events: Partial<EventDocument>[]): Promise<void>;
}

const at = new Date('2026-01-01T00:00:00Z');

/** What keeping accounts relies on, of whatever store it stands on. */
export function accountsContract(name: string, create: () => Promise<AccountsSubject>): void {
  describe(`accounts: ${name}`, () => {
    let subject: AccountsSubject;
    let store: AccountsPort;
    beforeEach(async () => {
      subject = await create();
      store = subject.store;
    });

    const within = async <T>(work: (session: CoreSession) => Promise<T>) => await store.withSession(work);
    const account = (change: Partial<AccountDocument> = {}): AccountDocument => ({ ...newAccount('w', 'a.b', at), version: 'v1', ...change });
    const read = async () => await within((session) => store.readAccount(session, 'w', 'a.b'));
    const write = async (before: AccountDocument | null, after: AccountDocument) => await within((session) => store.writeAccount(session, before, after));

    async function person(profileId: string, seen: string, change: Partial<ProfileDocument> = {}): Promise<void> {
      const made = newProfile('w', profileId, newIdentity('w', `w:userId:${profileId}`, profileId, { messageId: `m-${profileId}`, receivedAt: at }));
      const accounts = { 'a%2eb': { at, messageId: 'm', seen } };
      const after: ProfileDocument = { ...made, version: `v-${profileId}`, epoch: 3, accounts, searchKeys: [accountKey('a%2eb')], ...change };
      await subject.core.withSession((session) => subject.core.writeProfiles(session, [{ before: null, after }]));
    }

    it('inserts once, and writes on the version that was read', async () => {
      expect(await read()).toBeNull();
      expect([await write(null, account()), await write(null, account({ version: 'v2' }))]).toEqual([true, false]);
      expect(await write(account(), account({ version: 'v3', dueAt: at }))).toBe(true);
      expect(await write(account(), account({ version: 'v4' }))).toBe(false);
      expect(await read()).toMatchObject({ version: 'v3', dueAt: at });
    });

    it('forgets what is left out of a write', async () => {
      await write(null, account({ dueAt: at }));
      await write(account(), account({ version: 'v2' }));
      expect(await read()).not.toHaveProperty('dueAt');
    });

    it('reads calls as they are stored, erased ones too', async () => {
      await subject.insertEvents([{ _id: 'w:m1', messageId: 'm1', type: 'group' }, { _id: 'w:m2' }]);
      const found = await within((session) => store.readCalls(session, 'w', ['m1', 'm2', 'm3']));
      expect(found.map(({ _id, type }) => [_id, type]).sort()).toEqual([
        ['w:m1', 'group'],
        ['w:m2', undefined],
      ]);
    });

    it('counts its people, those in segments, and whether somebody is behind', async () => {
      await person('p1', '', { memberships: { gold: { since: at } } });
      await person('p2', '');
      await person('p3', '', { searchKeys: [accountKey('other')] });
      const count = async (epoch: number) => await within((session) => store.countPeople(session, account(), ['gold', 'none'], epoch));
      expect(await count(3)).toEqual({ all: 2, in: { gold: 1, none: 0 }, behind: false });
      expect(await count(4)).toMatchObject({ behind: true });
    });

    it('counts nobody', async () => {
      expect(await within((session) => store.countPeople(session, account(), ['gold'], 9))).toEqual({ all: 0, in: { gold: 0 }, behind: false });
    });

    it('finds who was folded with something else, by id, as many as asked for', async () => {
      await person('p3', 'old');
      await person('p1', '');
      await person('p2', 'new');
      const unaware = async (limit: number) => await within((session) => store.peopleUnaware(session, account(), 'new', limit));
      expect([await unaware(9), await unaware(1)]).toEqual([['p1', 'p3'], ['p1']]);
    });

    it('is read by the core in its own session', async () => {
      await write(null, account());
      expect(await subject.core.withSession((session) => subject.core.readAccounts(session, 'w', ['a.b', 'other']))).toEqual([account()]);
    });
  });
}
