import { beforeEach, describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import type { CoreStore, ProfileWrite } from './core-store.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { Effect, ProfileDocument } from './profile.js';

export interface ContractSubject {
  store: CoreStore;
  insertEvents(events: EventDocument[]): Promise<void>;
  readEvent(messageId: string): Promise<EventDocument | undefined>;
}

const workspace = 'w';
const at = new Date('2026-01-01T00:00:00Z');
const poke = (id: string): Effect => ({ id, kind: 'pokeRun', runId: id });

export function eventOf(messageId: string, names: string[], change: Partial<EventDocument> = {}): EventDocument {
  return {
    _id: `${workspace}:${messageId}`,
    workspace,
    messageId,
    type: 'track',
    name: 'Thing Done',
    timestamp: at,
    receivedAt: at,
    source: 's',
    who: names[0] as string,
    names,
    properties: {},
    pending: 3,
    replayAttempt: 0,
    ...change,
  };
}

function profileOf(id: string, identity: string, change: Partial<ProfileDocument> = {}): ProfileDocument {
  return { ...newProfile(workspace, id, newIdentity(workspace, identity, id, { messageId: `m-${id}`, receivedAt: at })), version: `v-${id}`, ...change };
}

/** What the core relies on, of whatever store it stands on. */
export function coreStoreContract(name: string, create: () => Promise<ContractSubject>): void {
  describe(`the core store: ${name}`, () => {
    let subject: ContractSubject;
    let store: CoreStore;
    beforeEach(async () => {
      subject = await create();
      store = subject.store;
    });

    const insert = async (...profiles: ProfileDocument[]) =>
      await store.withSession((session) =>
        store.writeProfiles(
          session,
          profiles.map((after): ProfileWrite => ({ before: null, after })),
        ),
      );
    const read = async (...ids: string[]) => await store.withSession((session) => store.readProfiles(session, workspace, ids));

    const identityOf = (id: string, owner: string) => newIdentity(workspace, id, owner, { messageId: owner, receivedAt: at });
    const newcomer = (id: string, ...identities: string[]): ProfileWrite => ({
      before: null,
      after: profileOf(id, identities[0] as string),
      identities: identities.map((identity) => identityOf(identity, id)),
    });
    const write = async (...writes: ProfileWrite[]) => await store.withSession((session) => store.writeProfiles(session, writes));

    it('lets one of two newcomers with the same identity win, and leaves nothing of the other; the rest of a batch goes in', async () => {
      expect(await write(newcomer('p1', 'w:userId:a'))).toEqual([true]);
      expect(await write(newcomer('p2', 'w:email:x', 'w:userId:a'), newcomer('p3', 'w:userId:b'), newcomer('p4', 'w:userId:d'))).toEqual([false, true, true]);
      expect((await read('p1', 'p2', 'p3', 'p4')).map(({ profileId }) => profileId).sort()).toEqual(['p1', 'p3', 'p4']);
      expect(await store.withSession((session) => store.readIdentities(session, workspace, ['w:email:x']))).toEqual([]);
      const owners = await store.withSession((session) => store.readIdentities(session, workspace, ['w:userId:a', 'w:userId:b', 'w:userId:c']));
      expect(owners.map(({ _id, owner }) => [_id, owner]).sort()).toEqual([
        ['w:userId:a', 'p1'],
        ['w:userId:b', 'p3'],
      ]);
    });

    it('inserts a profile once, and changes it only from the version that was read', async () => {
      const first = profileOf('p1', 'w:userId:a');
      expect(await insert(first, profileOf('p2', 'w:userId:b'))).toEqual([true, true]);
      expect(await insert(profileOf('p1', 'w:userId:a', { version: 'other' }))).toEqual([false]);
      const after = { ...first, version: 'v2', exitTimes: { x: 1 } };
      expect(await store.withSession((session) => store.writeProfiles(session, [{ before: first, after }]))).toEqual([true]);
      expect(await store.withSession((session) => store.writeProfiles(session, [{ before: first, after: { ...after, version: 'v3' } }]))).toEqual([false]);
      expect((await read('p1'))[0]).toMatchObject({ version: 'v2', exitTimes: { x: 1 } });
    });

    it('tells of a batch which ones matched', async () => {
      const [a, b] = [profileOf('p1', 'w:userId:a'), profileOf('p2', 'w:userId:b')];
      await insert(a, b);
      const writes = [
        { before: { ...a, version: 'stale' }, after: { ...a, version: 'a2' } },
        { before: b, after: { ...b, version: 'b2' } },
        { before: null, after: profileOf('p3', 'w:userId:c') },
        { before: null, after: profileOf('p2', 'w:userId:b', { version: 'again' }) },
      ];
      expect(await store.withSession((session) => store.writeProfiles(session, writes))).toEqual([false, true, true, false]);
    });

    it('sets and removes map entries, with names that are no easy paths', async () => {
      const trait = (value: string) => ({ value, at, source: 's', messageId: 'm' });
      const before = profileOf('p1', 'w:userId:a', { traits: { a: trait('1'), '%2e': trait('2'), '0': trait('3') }, memberships: { seg: { since: at } } });
      await insert(before);
      const after = { ...before, version: 'v2', traits: { a: trait('9'), '%2e': trait('2'), '': trait('empty') }, memberships: {}, lastSeenAt: at };
      await store.withSession((session) => store.writeProfiles(session, [{ before, after }]));
      const [stored] = await read('p1');
      expect(stored?.traits).toEqual(after.traits);
      expect(stored?.memberships).toEqual({});
      expect(stored?.lastSeenAt).toEqual(at);
    });

    it('reads what an older version stored as if it had the fields it lacks, and writes into them', async () => {
      const { tags: _tags, accounts: _accounts, computed: _computed, ...older } = profileOf('p1', 'w:userId:a');
      await insert(older as ProfileDocument);
      const [before] = (await read('p1')) as [ProfileDocument];
      expect([before.tags, before.accounts, before.computed]).toEqual([{}, {}, {}]);
      const tags = { vip: { on: true, since: at, by: 'hand' as const, source: 'u1' } };
      await store.withSession((session) => store.writeProfiles(session, [{ before, after: { ...before, version: 'v2', tags } }]));
      expect((await read('p1'))[0]?.tags).toEqual(tags);
    });

    it('appends effects, and never brings back what was performed meanwhile', async () => {
      const first = profileOf('p1', 'w:userId:a', { effects: [poke('one'), poke('two')] });
      await insert(first);
      expect((await read('p1'))[0]?.effectsDueAt).toEqual(first.updatedAt);
      await store.pullEffects(workspace, 'p1', ['one']);
      const after = { ...first, version: 'v2', effects: [...first.effects, poke('three')] };
      expect(await store.withSession((session) => store.writeProfiles(session, [{ before: first, after }]))).toEqual([true]);
      expect((await read('p1'))[0]?.effects.map(({ id }) => id)).toEqual(['two', 'three']);
      await store.pullEffects(workspace, 'p1', ['two', 'three', 'unknown']);
      const [emptied] = await read('p1');
      expect(emptied?.effects).toEqual([]);
      expect(emptied).not.toHaveProperty('effectsDueAt');
    });

    it('attaches identities and the list together or not at all', async () => {
      const before = profileOf('p1', 'w:anonymousId:a');
      await insert(before);
      const identity = newIdentity(workspace, 'w:userId:u', 'p1', { messageId: 'm', receivedAt: at });
      const after = { ...before, version: 'v2', identities: [...before.identities, { type: 'userId' as const, value: 'u', id: 'w:userId:u', since: at }] };
      const attach = async (one: ProfileWrite) => (await write({ ...one, identities: [identity] }))[0];
      expect(await attach({ before: { ...before, version: 'stale' }, after })).toBe(false);
      expect(await store.withSession((session) => store.readIdentities(session, workspace, ['w:userId:u']))).toEqual([]);
      expect(await attach({ before, after })).toBe(true);
      expect(await attach({ before: after, after: { ...after, version: 'v3' } })).toBe(false);
      expect((await read('p1'))[0]).toMatchObject({ version: 'v2', identities: [{ id: 'w:anonymousId:a' }, { id: 'w:userId:u' }] });
    });

    it('writes a batch of those who are joined and those who are not, each by its own condition', async () => {
      const [a, b] = [profileOf('p1', 'w:userId:a'), profileOf('p2', 'w:userId:b')];
      await insert(a, b);
      const writes: ProfileWrite[] = [
        { before: { ...a, version: 'stale' }, after: { ...a, version: 'a2' }, identities: [identityOf('w:email:a', 'p1')] },
        newcomer('p3', 'w:userId:c'),
        { before: b, after: { ...b, version: 'b2' } },
        newcomer('p4', 'w:userId:d', 'w:email:d'),
      ];
      expect(await write(...writes)).toEqual([false, true, true, true]);
      const owners = await store.withSession((session) => store.readIdentities(session, workspace, ['w:email:a', 'w:userId:c', 'w:userId:d', 'w:email:d']));
      expect(owners.map(({ _id, owner }) => [_id, owner]).sort()).toEqual([
        ['w:email:d', 'p4'],
        ['w:userId:c', 'p3'],
        ['w:userId:d', 'p4'],
      ]);
    });

    it('merges both profiles, identities and the journal at once, effects of both united but for what was performed', async () => {
      const survivor = profileOf('p1', 'w:userId:a', { effects: [poke('s')] });
      const loser = profileOf('p2', 'w:anonymousId:b', { effects: [poke('l1'), poke('l2')] });
      await insert(survivor);
      await write({ before: null, after: loser, identities: [identityOf('w:anonymousId:b', 'p2')] });
      await store.pullEffects(workspace, 'p2', ['l1']);
      const merge = {
        survivor: {
          before: survivor,
          after: { ...survivor, version: 's2', identities: [...survivor.identities, ...loser.identities], effects: [...survivor.effects, ...loser.effects] },
        },
        loser: { before: loser, after: { ...loser, version: 'l2', identities: [], effects: [], mergedInto: 'p1' } },
        identities: [{ ...newIdentity(workspace, 'w:anonymousId:b', 'p1', { messageId: 'm', receivedAt: at }) }],
        journal: {
          _id: 'w:journal',
          workspace,
          survivor: 'p1',
          loser: 'p2',
          at,
          cause: { messageId: 'm', names: [] },
          profilesBefore: { survivor, loser },
        },
      };
      const stale = { ...merge, loser: { ...merge.loser, before: { ...loser, version: 'stale' } } };
      expect(await store.withSession((session) => store.merge(session, stale))).toBe(false);
      expect((await read('p1'))[0]?.version).toBe('v-p1');
      expect(await store.withSession((session) => store.merge(session, merge))).toBe(true);
      const [one, two] = (await read('p1', 'p2')).sort((x, y) => (x._id < y._id ? -1 : 1));
      expect(one?.effects.map(({ id }) => id)).toEqual(['s', 'l2']);
      expect(two).toMatchObject({ mergedInto: 'p1', effects: [] });
      expect((await store.withSession((session) => store.readIdentities(session, workspace, ['w:anonymousId:b'])))[0]?.owner).toBe('p1');
      expect(await store.withSession((session) => store.merge(session, merge))).toBe(false);
    });

    it('undoes a merge whole, once, and never brings back what was performed meanwhile', async () => {
      const holder = profileOf('p1', 'w:userId:a', { effects: [poke('s'), poke('l1'), poke('l2')], movedRuns: { old: 'p7' } });
      const gone = (id: string, into: string) => profileOf(id, `w:anonymousId:${id}`, { identities: [], mergedInto: into });
      const [loser, later] = [gone('p2', 'p1'), gone('p3', 'p1')];
      await insert(holder, loser, later);
      const identity = newIdentity(workspace, 'w:anonymousId:b', 'p1', { messageId: 'm', receivedAt: at });
      const bare = { ...profileOf('p5', 'w:userId:s'), version: 'vs' };
      const other = { ...profileOf('p6', 'w:userId:t'), version: 'vt' };
      await insert(other);
      await write({ before: null, after: bare, identities: [identity] });
      const journal = {
        ...{ _id: 'w:journal', workspace, survivor: 'p1', loser: 'p2', at, cause: { messageId: 'm', names: [] } },
        profilesBefore: { survivor: holder, loser },
      };
      const merge = { survivor: { before: bare, after: { ...bare, version: 'vs2' } }, loser: { before: other, after: { ...other, version: 'vt2' } } };
      expect(await store.withSession((session) => store.merge(session, { ...merge, identities: [], journal }))).toBe(true);
      await store.pullEffects(workspace, 'p1', ['l1']);
      const { movedRuns: _moved, ...told } = holder;
      const { mergedInto: _into, ...alive } = loser;
      const undoing = {
        staying: { before: holder, after: { ...told, version: 's2', effects: [poke('s')] } },
        leaving: { before: loser, after: { ...alive, version: 'l2', effects: [poke('l1'), poke('l2'), poke('new')] } },
        identities: [{ ...identity, owner: 'p2', before: [{ profileId: 'p1', from: at, to: at, undo: 'w:journal' }] }],
        redirect: ['p3'],
        journal: { _id: 'w:journal', undoneAt: at, undoneBy: 'user:x' },
      };
      const undo = async (change: object = {}) => await store.withSession((session) => store.unmerge(session, { ...undoing, ...change }));
      expect(await undo({ leaving: { ...undoing.leaving, before: { ...loser, version: 'stale' } } })).toBe(false);
      expect(await undo({ journal: { ...undoing.journal, _id: 'w:unknown' } })).toBe(false);
      expect((await read('p1'))[0]?.version).toBe('v-p1');
      expect(await undo()).toBe(true);
      const [one, two, three] = (await read('p1', 'p2', 'p3')).sort((x, y) => (x._id < y._id ? -1 : 1));
      expect(one).toMatchObject({ version: 's2', effects: [poke('s')] });
      expect(one).not.toHaveProperty('movedRuns');
      expect(two?.effects.map(({ id }) => id)).toEqual(['l2', 'new']);
      expect(two).not.toHaveProperty('mergedInto');
      expect(two?.effectsDueAt).toEqual(loser.updatedAt);
      expect(three?.mergedInto).toBe('p2');
      expect((await store.withSession((session) => store.readIdentities(session, workspace, ['w:anonymousId:b'])))[0]).toMatchObject({ owner: 'p2' });
      const [stored] = await store.withSession((session) => store.readMerges(session, workspace, ['w:journal', 'w:unknown']));
      expect(stored).toMatchObject({ undoneAt: at, undoneBy: 'user:x' });
      expect(
        await undo({ staying: { ...undoing.staying, before: one as ProfileDocument }, leaving: { ...undoing.leaving, before: two as ProfileDocument } }),
      ).toBe(false);
    });

    it('reads pending events by any name, up to the limit, without the excepted', async () => {
      await subject.insertEvents([
        eventOf('e1', ['w:userId:a', 'w:anonymousId:x']),
        eventOf('e2', ['w:anonymousId:x']),
        eventOf('e3', ['w:userId:b']),
        eventOf('e4', ['w:userId:a'], { pending: undefined }),
      ]);
      const pending = async (names: string[], limit = 10, except?: string[]) =>
        (await store.withSession((session) => store.readPending(session, { workspace, names, limit, except }))).map(({ messageId }) => messageId).sort();
      expect(await pending(['w:anonymousId:x'])).toEqual(['e1', 'e2']);
      expect(await pending(['w:userId:a', 'w:userId:b'])).toEqual(['e1', 'e3']);
      expect(await pending(['w:anonymousId:x'], 1)).toHaveLength(1);
      expect(await pending(['w:anonymousId:x'], 10, ['w:e1'])).toEqual(['e2']);
      const owned = await store.withSession((session) => store.readOwned(session, workspace, ['w:userId:a']));
      expect(owned.map(({ messageId }) => messageId).sort()).toEqual(['e1', 'e4']);
      expect(await store.withSession((session) => store.readOwned(session, workspace, ['w:userId:a'], new Date(at.getTime() + 1)))).toEqual([]);
    });

    it('marks only the attempt that was folded', async () => {
      await subject.insertEvents([eventOf('e1', ['w:userId:a']), eventOf('e2', ['w:userId:a'], { replayAttempt: 1 }), eventOf('e3', ['w:userId:a'])]);
      const refused = { code: 'fold-failed', message: 'm', at } as const;
      await store.withSession(async (session) => {
        await store.markDone(session, workspace, [
          { messageId: 'e1', replayAttempt: 0 },
          { messageId: 'e2', replayAttempt: 0 },
        ]);
        await store.markRefused(session, workspace, [
          { messageId: 'e3', replayAttempt: 0, refused },
          { messageId: 'e2', replayAttempt: 0, refused },
          { messageId: 'e1', replayAttempt: 0, refused },
        ]);
      });
      expect(await subject.readEvent('e1')).not.toHaveProperty('pending');
      expect(await subject.readEvent('e1')).not.toHaveProperty('refused');
      expect(await subject.readEvent('e2')).toMatchObject({ pending: 3, replayAttempt: 1 });
      expect(await subject.readEvent('e3')).toMatchObject({ refused });
      const marks = await store.withSession((session) => store.readMarks(session, workspace, ['e1', 'e2', 'e9']));
      expect(marks.map(({ messageId, pending }) => [messageId, pending])).toEqual([
        ['e1', undefined],
        ['e2', 3],
      ]);
    });

    it('replaces a decision that is written again', async () => {
      const decision = (outcome: string) => ({
        _id: 'w:p:d',
        workspace,
        profileId: 'p',
        at,
        decision: { at: 0, kind: 'entry' as const, journey: 'j', version: 'v', outcome },
      });
      await store.withSession(async (session) => {
        await store.writeDecisions(session, [decision('one')]);
        await store.writeDecisions(session, [decision('two')]);
        await store.barrier(session, workspace, 'p');
        await store.barrier(session, workspace, 'p');
      });
    });
  });
}
