import { describe, expect, test } from 'vitest';

import type { IdentityDocument, MergeDocument, ProfileBefore } from './core-store.js';
import { newIdentity } from './new-profile.js';
import { type Split, splitMerge } from './split-merge.js';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second));
const id = (name: string) => `w:${name.startsWith('u') ? 'userId' : 'anonymousId'}:${name}`;
const before = (profileId: string, names: string) => ({ profileId, identities: [...names].map((name) => ({ id: id(name) })) }) as ProfileBefore;

/** `u+a` at a second: the profile that held u took in the one that held a. */
function merge(
  key: string,
  second: number,
  [survivor, loser]: [[string, string], [string, string]],
  cause: string,
  change: Partial<MergeDocument> = {},
): MergeDocument {
  return {
    ...{ _id: `w:${key}`, workspace: 'w', survivor: survivor[0], loser: loser[0], at: at(second) },
    cause: { messageId: `${key}-cause`, names: [...cause].map(id) },
    profilesBefore: { survivor: before(...survivor), loser: before(...loser) },
    ...change,
  };
}

function identity(name: string, messageId: string, owners: [string, string][] = []): IdentityDocument {
  const first = newIdentity('w', id(name), 'H', { messageId, receivedAt: at(0) });
  return {
    ...first,
    before: owners.map(([profileId, by]) => ({
      profileId,
      from: at(0),
      to: at(1),
      ...(by.startsWith('undo ') ? { undo: by.slice(5) } : { merge: `w:${by}` }),
    })),
  };
}

const event = (messageId: string, names: string) => ({ messageId, names: [...names].map(id) });
const told = (split: Split | null) =>
  split && {
    stay: [...split.side]
      .flatMap(([name, side]) => (side === 'stay' ? [name.split(':')[2]] : []))
      .sort()
      .join(''),
    leave: [...split.side]
      .flatMap(([name, side]) => (side === 'leave' ? [name.split(':')[2]] : []))
      .sort()
      .join(''),
    redirect: split.redirect,
  };

describe('when a merge is undone', () => {
  const first = merge(
    'm1',
    10,
    [
      ['S', 'u'],
      ['L', 'a'],
    ],
    'ua',
  );

  test('each has what was theirs', () => {
    const holder = { identities: [...'ua'].map((name) => ({ id: id(name) })) as never };
    const identities = [identity('u', 'e1'), identity('a', 'e2', [['L', 'm1']])];
    const split = splitMerge({ merge: first, holder, identities, merges: [first], events: [event('e3', 'ua')] });
    expect(told(split)).toEqual({ stay: 'u', leave: 'a', redirect: [] });
    expect([...(split?.apart ?? [])]).toEqual([
      [id('u'), new Set([id('a')])],
      [id('a'), new Set([id('u')])],
    ]);
  });

  test('what came since goes with whom the event names that brought it, through others that came since', () => {
    const holder = { identities: [...'uabcd'].map((name) => ({ id: id(name) })) as never };
    const identities = [identity('u', 'e1'), identity('a', 'e2', [['L', 'm1']]), identity('b', 'eb'), identity('c', 'ec'), identity('d', 'ed')];
    const events = [event('eb', 'cb'), event('ec', 'ac'), event('ed', 'ud')];
    expect(told(splitMerge({ merge: first, holder, identities, merges: [first], events }))).toEqual({ stay: 'du', leave: 'abc', redirect: [] });
  });

  test('what nothing ties to anybody stays', () => {
    const holder = { identities: [...'uab'].map((name) => ({ id: id(name) })) as never };
    const identities = [identity('u', 'e1'), identity('a', 'e2', [['L', 'm1']]), identity('b', 'gone')];
    expect(told(splitMerge({ merge: first, holder, identities, merges: [first], events: [] }))).toMatchObject({ stay: 'bu', leave: 'a' });
  });

  test('a profile that was merged later goes as a whole with whom it was merged over, and its id leads there', () => {
    const later = merge(
      'm2',
      20,
      [
        ['S', 'ua'],
        ['K', 'kx'],
      ],
      'ak',
    );
    const holder = { identities: [...'uakx'].map((name) => ({ id: id(name) })) as never };
    const identities = [identity('u', 'e1'), identity('a', 'e2', [['L', 'm1']]), identity('k', 'e3', [['K', 'm2']]), identity('x', 'e4', [['K', 'm2']])];
    const input = { merge: first, holder, identities, merges: [first, later], events: [] };
    expect(told(splitMerge(input))).toEqual({ stay: 'u', leave: 'akx', redirect: ['K'] });
    const byHand = { ...later, cause: { names: [], by: 'user:x' } };
    expect(told(splitMerge({ ...input, merges: [first, byHand] }))).toEqual({ stay: 'kux', leave: 'a', redirect: [] });
    const undone = { ...later, undoneAt: at(30) };
    expect(told(splitMerge({ ...input, merges: [first, undone] }))).toEqual({ stay: 'kux', leave: 'a', redirect: [] });
  });

  test('both may have gone into somebody else since: the loser of then leaves them', () => {
    const into = merge(
      'm2',
      20,
      [
        ['T', 't'],
        ['S', 'ua'],
      ],
      'tu',
    );
    const holder = { identities: [...'tua'].map((name) => ({ id: id(name) })) as never };
    const identities = [
      identity('t', 'e0'),
      identity('u', 'e1', [['S', 'm2']]),
      identity('a', 'e2', [
        ['L', 'm1'],
        ['S', 'm2'],
      ]),
    ];
    const split = splitMerge({ merge: first, holder, identities, merges: [first, into], events: [] });
    expect(told(split)).toEqual({ stay: 'tu', leave: 'a', redirect: [] });
    expect(split?.before.stay.map(({ profile, aloneUntil }) => [profile.profileId, aloneUntil])).toEqual([
      ['S', at(10)],
      ['T', at(20)],
    ]);
  });

  test('what was before it stays with its side', () => {
    const earlier = merge(
      'm0',
      5,
      [
        ['L', 'a'],
        ['X', 'x'],
      ],
      'ax',
    );
    const both = merge(
      'm1',
      10,
      [
        ['S', 'u'],
        ['L', 'ax'],
      ],
      'ua',
    );
    const holder = { identities: [...'uax'].map((name) => ({ id: id(name) })) as never };
    const identities = [
      identity('u', 'e1'),
      identity('a', 'e2', [['L', 'm1']]),
      identity('x', 'e3', [
        ['X', 'm0'],
        ['L', 'm1'],
      ]),
    ];
    expect(told(splitMerge({ merge: both, holder, identities, merges: [earlier, both], events: [] }))).toEqual({ stay: 'u', leave: 'ax', redirect: [] });
    // And the earlier one alone: whoever is held by both later goes on together.
    expect(told(splitMerge({ merge: earlier, holder, identities, merges: [earlier, both], events: [] }))).toEqual({ stay: 'au', leave: 'x', redirect: [] });
  });

  test('one who came back after being told apart may have done before what both did together', () => {
    const again = merge(
      'm2',
      20,
      [
        ['S', 'ua'],
        ['K', 'k'],
      ],
      'uk',
    );
    const holder = { identities: [...'uak'].map((name) => ({ id: id(name) })) as never };
    const identities = [
      identity('u', 'e1'),
      identity('a', 'e2', [['L', 'm1']]),
      identity('k', 'e3', [
        ['S', 'undo w:m9'],
        ['K', 'm2'],
      ]),
    ];
    const split = splitMerge({ merge: first, holder, identities, merges: [first, again], events: [] });
    expect(split?.before.stay.at(-1)).toMatchObject({ profile: { profileId: 'K' }, aloneUntil: at(10) });
  });

  test('with nothing left of one side there is nothing to undo', () => {
    const holder = { identities: [{ id: id('u') }] as never };
    expect(splitMerge({ merge: first, holder, identities: [identity('u', 'e1')], merges: [first], events: [] })).toBeNull();
  });
});
