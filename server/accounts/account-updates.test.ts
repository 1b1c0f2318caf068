import type { AccountReads } from '@cairn/rules/contracts/facts.js';
import { beforeEach, describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import type { Definitions } from '../profiles/core.js';
import { atOnce, MemoryDatabase, type notYet, type Steps } from '../profiles/memory-database.js';
import { newIdentity, newProfile } from '../profiles/new-profile.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { accountKey } from '../profiles/search-keys.js';
import { type AccountDocument, digestOf } from './account.js';
import { AccountSettling } from './account-settling.js';
import { AccountUpdates } from './account-updates.js';
import { MemoryAccountsStore } from './memory-accounts.store.js';

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(start + seconds * 1_000);
const asked: AccountReads = { traits: ['plan'], segments: ['gold'] };

class Killed extends Error {}

/** Lets so many steps pass, then kills: before the step is done, or after it, its answer lost. */
function killing(after: number, when: 'before' | 'after'): Steps {
  let steps = 0;
  return {
    step: async <T>(name: string, attempt: () => T | typeof notYet): Promise<T> => {
      const last = steps++ === after;
      if (last && when === 'before') throw new Killed(name);
      const answer = await atOnce.step(name, attempt);
      if (last) throw new Killed(name);
      return answer;
    },
  };
}

let db: MemoryDatabase;
let tokens = 0;
let epoch = 1;
const clock = { now: () => start + 60_000 };
const token = () => `t${++tokens}`;
const updates = (steps: Steps = atOnce) => new AccountUpdates({ store: new MemoryAccountsStore(db, steps), clock, token });
const defined = async () => ({ workspace: 'w', epoch, accounts: asked }) as Definitions;
const definitions = { current: defined, fresh: defined };
const settling = (steps: Steps = atOnce) => new AccountSettling({ store: new MemoryAccountsStore(db, steps), definitions, clock, token, batch: 2 });
const account = () => db.get<AccountDocument>(collections.accounts, 'w:acme');
const effect = (...messageIds: string[]) => ({ accountId: 'acme', messageIds });

function call(messageId: string, seconds: number, traits: EventDocument['traits']): void {
  const event: Partial<EventDocument> = { messageId, type: 'group', timestamp: at(seconds), receivedAt: at(seconds), source: 's', traits };
  db.put([{ collection: collections.events, id: `w:${messageId}`, document: { _id: `w:${messageId}`, ...event } as EventDocument }]);
}

function person(profileId: string, change: Partial<ProfileDocument> = {}): void {
  const made = newProfile('w', profileId, newIdentity('w', `w:userId:${profileId}`, profileId, { messageId: 'm', receivedAt: at(0) }));
  const accounts = { acme: { at: at(0), messageId: 'm', seen: '' } };
  const document: ProfileDocument = { ...made, version: 'v', epoch: 1, accounts, searchKeys: [accountKey('acme')], ...change };
  db.put([{ collection: collections.profiles, id: document._id, document }]);
}

/** As the fold would: it notes what it has seen. */
function fold(profileId: string): void {
  const profile = db.get<ProfileDocument>(collections.profiles, `w:${profileId}`) as ProfileDocument;
  const link = profile.accounts.acme as ProfileDocument['accounts'][string];
  person(profileId, { ...profile, accounts: { acme: { ...link, seen: digestOf(account() as AccountDocument, asked) } } });
}

beforeEach(() => {
  db = new MemoryDatabase();
  epoch = 1;
});

describe('the effect updateAccount', () => {
  it.each(['before', 'after'] as const)('killed %s any of its steps and performed again, says the same as performed once', async (when) => {
    for (let step = 0; step < 6; step++) {
      db = new MemoryDatabase();
      call('new', 5, { plan: 'gold' });
      call('old', 1, { plan: 'free', city: 'Bern' });
      await updates(killing(step, when))
        .update('w', effect('new'))
        .catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      await updates().update('w', effect('old'));
      await updates().update('w', effect('new'));
      const { traits, createdAt, lastSeenAt, dueAt } = account() as AccountDocument;
      expect([traits.plan?.value, traits.city?.value, createdAt, lastSeenAt]).toEqual(['gold', 'Bern', at(1), at(5)]);
      expect(dueAt).toBeDefined();
    }
  });

  it('waits for a call that cannot be read yet, and takes an erased one for nothing', async () => {
    await expect(updates().update('w', effect('late'))).rejects.toMatchObject({ code: 'call-not-seen' });
    expect(account()).toBeUndefined();
    db.put([{ collection: collections.events, id: 'w:late', document: { _id: 'w:late' } }]);
    await updates().update('w', effect('late'));
    expect(account()?.traits).toEqual({});
  });

  it('loses nothing when two perform at once', async () => {
    call('a', 1, { plan: 'gold' });
    call('b', 1, { city: 'Bern' });
    await Promise.all([updates().update('w', effect('a')), updates().update('w', effect('b'))]);
    expect(Object.keys(account()?.traits ?? {}).sort()).toEqual(['city', 'plan']);
  });
});

describe('settling an account', () => {
  async function settleAll(): Promise<string[]> {
    const folded: string[] = [];
    for (let visits = 0; account()?.dueAt !== undefined; visits++) {
      expect(visits).toBeLessThan(20);
      for (const someone of await settling().settle('w', 'acme')) {
        if (!('profileId' in someone)) continue;
        folded.push(someone.profileId);
        fold(someone.profileId);
      }
    }
    return folded;
  }

  beforeEach(async () => {
    call('a', 1, { plan: 'gold', city: 'Bern' });
    await updates().update('w', effect('a'));
    for (const id of ['p1', 'p2', 'p3']) person(id);
  });

  it('counts, and asks everybody again in batches, until nobody is left', async () => {
    expect(await settleAll()).toEqual(['p1', 'p2', 'p3']);
    expect(account()).toMatchObject({ people: { all: 3, in: { gold: 0 } }, epoch: 1 });
  });

  it('asks nobody again for what no condition asks', async () => {
    await settleAll();
    call('b', 2, { city: 'Basel' });
    await updates().update('w', effect('b'));
    expect(await settleAll()).toEqual([]);
  });

  it('asks those who saw what was in between, though it is again what it was', async () => {
    await settleAll();
    call('b', 2, { plan: 'free' });
    await updates().update('w', effect('b'));
    fold('p2');
    call('c', 3, { plan: 'gold' });
    await updates().update('w', effect('c'));
    expect(await settleAll()).toEqual(['p2']);
  });

  it('asks again when all, some or none of its people are in a segment, and not for one more of some', async () => {
    await settleAll();
    const enter = async (id: string) => {
      const profile = db.get<ProfileDocument>(collections.profiles, `w:${id}`) as ProfileDocument;
      person(id, { ...profile, memberships: { gold: { since: at(1) } } });
      await updates().update('w', effect());
      return await settleAll();
    };
    expect(await enter('p1')).toHaveLength(3);
    expect(await enter('p2')).toEqual([]);
    expect(await enter('p3')).toHaveLength(3);
  });

  it('waits while newer definitions still reach its people', async () => {
    await settleAll();
    epoch = 2;
    await updates().update('w', effect());
    person('p2', { ...(db.get<ProfileDocument>(collections.profiles, 'w:p2') as ProfileDocument), memberships: { gold: { since: at(1) } } });
    expect(await settling().settle('w', 'acme')).toEqual([]);
    expect(account()).toMatchObject({ people: { in: { gold: 0 } }, epoch: 1, dueAt: new Date(clock.now() + 1_000) });
    for (const id of ['p1', 'p2', 'p3']) person(id, { ...(db.get<ProfileDocument>(collections.profiles, `w:${id}`) as ProfileDocument), epoch: 2 });
    await settleAll();
    expect(account()).toMatchObject({ people: { in: { gold: 1 } }, epoch: 2 });
  });

  it('stays due when something changes while it is settled', async () => {
    await settleAll();
    await updates().update('w', effect());
    const meanwhile: Steps = {
      step: async <T>(name: string, attempt: () => T | typeof notYet): Promise<T> => {
        if (name === 'account') await updates().update('w', effect());
        return await atOnce.step(name, attempt);
      },
    };
    await settling(meanwhile).settle('w', 'acme');
    expect(account()?.dueAt).toBeDefined();
  });

  it.each(['before', 'after'] as const)('killed %s any of its steps, ends the same when somebody else goes on', async (when) => {
    for (let step = 0; step < 9; step++) {
      await updates().update('w', effect());
      await settling(killing(step, when))
        .settle('w', 'acme')
        .catch((error: unknown) => expect(error).toBeInstanceOf(Killed));
      await settleAll();
      expect(account()).toMatchObject({ people: { all: 3 } });
      expect(account()?.dueAt).toBeUndefined();
    }
  });

  it('knows nothing of an account that does not exist', async () => {
    expect(await settling().settle('w', 'nothing')).toEqual([]);
  });
});
