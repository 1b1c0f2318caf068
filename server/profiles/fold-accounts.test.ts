import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { AccountReads } from '@cairn/rules/contracts/facts.js';
import { describe, expect, it } from 'vitest';

import { type AccountDocument, applyCalls, newAccount } from '../accounts/account.js';
import type { EventDocument } from '../events/event.js';
import { defaultCompiledRules } from '../identities/identity-rules.js';
import { applyEvents } from './apply-events.js';
import { changeTags } from './change-tags.js';
import type { Definitions } from './core.js';
import { factsFor } from './facts.js';
import { mergeProfiles } from './merge-profiles.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { Effect, ProfileDocument } from './profile.js';

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(start + seconds * 1_000);
const now = start + 60_000;
const asked: AccountReads = { traits: ['plan'], segments: ['vips'] };
const ofGold = compileCondition({
  ...{ fact: 'account', operator: 'equal', value: true },
  params: { match: 'any', where: { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'gold' } },
});
const vips = compileCondition({ fact: 'tag', params: { key: 'vip' }, operator: 'equal', value: true });

function definitions(change: Partial<Definitions> = {}): Definitions {
  return {
    ...{
      workspace: 'w',
      epoch: 1,
      journeys: [],
      tags: [{ key: 'vip' }],
      deletedTags: [],
      aggregates: [],
      computed: [],
      caps: [],
      identityRules: defaultCompiledRules,
    },
    segments: [
      { key: 'of-gold', version: 'v', condition: ofGold },
      { key: 'vips', version: 'v', condition: vips },
    ],
    version: () => undefined,
    accounts: asked,
    ...change,
  };
}

function person(id = 'p', change: Partial<ProfileDocument> = {}): ProfileDocument {
  return { ...newProfile('w', id, newIdentity('w', `w:userId:${id}`, id, { messageId: 'm', receivedAt: at(0) })), version: `v-${id}`, epoch: 1, ...change };
}

function group(messageId: string, seconds: number, groupId: string, more: { left?: true; traits?: EventDocument['traits'] } = {}): EventDocument {
  return {
    ...{ _id: `w:${messageId}`, workspace: 'w', messageId, type: 'group', name: 'Group', source: 's', who: 'w:userId:p', names: ['w:userId:p'] },
    ...{
      timestamp: at(seconds),
      receivedAt: at(seconds),
      replayAttempt: 0,
      properties: { groupId, ...(more.left && { left: true }) },
      traits: more.traits ?? {},
    },
  };
}

const accountOf = (plan: string, id = 'acme'): AccountDocument => applyCalls(newAccount('w', id, at(0)), [group('x', 1, id, { traits: { plan } })], at(2));
const read = (...accounts: AccountDocument[]) => new Map(accounts.map((account) => [account.accountId, account]));
const told = (effects: Effect[] = []) => effects.flatMap((effect) => (effect.kind === 'updateAccount' ? [[effect.accountId, effect.messageIds.join()]] : []));
const fold = (profile: ProfileDocument, events: EventDocument[], using = definitions(), accounts = read()) =>
  applyEvents({ profile, events, definitions: using, now, accounts }).profile;

describe('accounts in the fold', () => {
  it('tell the account of every call, also of one that is not the newest', () => {
    const inside = fold(person(), [group('b', 5, 'acme'), group('a', 1, 'acme', { left: true }), group('c', 2, 'other')]);
    expect(told(inside.effects)).toEqual([
      ['acme', 'a,b'],
      ['other', 'c'],
    ]);
    expect(inside.searchKeys).toEqual(['account:acme', 'account:other']);
  });

  it('are seen in the same fold by which the person comes to them', () => {
    const inside = fold(person(), [group('a', 5, 'acme')], definitions(), read(accountOf('gold')));
    expect(Object.keys(inside.memberships)).toEqual(['of-gold']);
    expect(inside.accounts.acme?.seen).not.toBe('');
    expect(fold(inside, [group('b', 6, 'acme', { left: true })], definitions(), read(accountOf('gold'))).memberships).toEqual({});
  });

  it('are asked again without any event when they have changed', () => {
    const inside = fold(person(), [group('a', 5, 'acme')], definitions(), read(accountOf('gold')));
    const after = fold(inside, [], definitions(), read(accountOf('free')));
    expect(after.memberships).toEqual({});
    expect(after.accounts.acme?.seen).not.toBe(inside.accounts.acme?.seen);
  });

  it('leave nothing on the profile, and tell only of calls, where no condition asks', () => {
    const nobodyAsks = definitions({ accounts: undefined as never, segments: [{ key: 'vips', version: 'v', condition: vips }] });
    const inside = fold(person(), [group('a', 5, 'acme')], nobodyAsks, read(accountOf('gold')));
    expect(inside.accounts.acme?.seen).toBe('');
    expect(told(inside.effects)).toEqual([['acme', 'a']]);
  });

  it('are told when the person moves between segments that they are asked about, under a name of its own each time', () => {
    const profile = { ...fold(person(), [group('a', 5, 'acme')]), effects: [], version: 'v2' };
    const view = { profile, definitions: definitions(), now, accounts: read(), facts: (instant: number) => factsFor(profile, instant) };
    const tagged = changeTags(view, [{ tag: 'vip', on: true, by: 'hand', source: 'user:u' }]);
    expect(told(tagged.effects)).toEqual([['acme', '']]);
    const next = { ...(tagged.profile as ProfileDocument), version: 'v3' };
    const untagged = changeTags({ ...view, profile: next }, [{ tag: 'vip', on: false, by: 'hand', source: 'user:u' }]);
    expect(new Set(untagged.effects?.map(({ id }) => id)).size).toBe(2);
  });

  it('are told of a merge on both sides, also when the newer word of one takes the other out', () => {
    const stays = { ...fold(person('p'), [group('a', 5, 'acme', { left: true }), group('b', 1, 'own')]), effects: [], version: 'v2' };
    const goes = { ...fold(person('q'), [group('c', 2, 'acme')]), effects: [], version: 'v3' };
    const merged = mergeProfiles({ survivor: stays, loser: goes, folded: { survivor: [], loser: [] }, definitions: definitions(), now });
    expect(
      told(merged.survivor.effects)
        .map(([id]) => id)
        .sort(),
    ).toEqual(['acme', 'own']);
    expect(merged.survivor.accounts.acme).toMatchObject({ left: true, seen: '' });
    expect(merged.survivor.searchKeys).toEqual(['account:own']);
  });
});
