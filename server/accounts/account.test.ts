import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { type AccountDocument, accountFacts, accountLimits, applyCalls, digestOf, newAccount } from './account.js';

const start = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(start + seconds * 1_000);

function callOf(messageId: string, seconds: number, traits: { [name: string]: unknown } = {}, change: Partial<EventDocument> = {}): EventDocument {
  return {
    ...{ _id: `w:${messageId}`, workspace: 'w', messageId, type: 'group', name: 'Group', source: 's', who: 'w:userId:u', names: ['w:userId:u'] },
    ...{ timestamp: at(seconds), receivedAt: at(seconds), properties: { groupId: 'acme' }, traits: traits as EventDocument['traits'], replayAttempt: 0 },
    ...change,
  };
}

const fresh = () => newAccount('w', 'acme', at(1_000));
const values = ({ traits }: AccountDocument) => Object.fromEntries(Object.entries(traits).map(([name, { value }]) => [name, value]));

describe('what calls make of an account', () => {
  it('is the same whatever their order, however they are split and repeated', () => {
    const traits = fc.dictionary(fc.constantFrom('name', 'plan', 'a%2eb', '__proto__'), fc.constantFrom('x', 'y', null, 3, ''));
    fc.assert(
      fc.property(
        fc.array(fc.record({ seconds: fc.integer({ min: 0, max: 9 }), traits }), { minLength: 1, maxLength: 10 }),
        fc.infiniteStream(fc.nat()),
        (made, luck) => {
          const calls = made.map((call, index) => callOf(`m${index}`, call.seconds, call.traits));
          const whole = applyCalls(fresh(), calls, at(50));
          const shuffled = [...calls, ...calls.slice(0, 3)].map((call) => ({ call, key: luck.next().value })).sort((a, b) => a.key - b.key);
          let split = fresh();
          while (shuffled.length > 0)
            split = applyCalls(
              split,
              shuffled.splice(0, 1 + (luck.next().value % 3)).map(({ call }) => call),
              at(50),
            );
          expect(split).toEqual(whole);
        },
      ),
    );
  });

  it('takes the newest by event time, ties to the larger messageId, and says whence and when', () => {
    const account = applyCalls(fresh(), [callOf('b', 5, { plan: 'new' }), callOf('a', 5, { plan: 'tie' }), callOf('c', 1, { plan: 'old' })], at(9));
    expect(account.traits.plan).toEqual({ value: 'new', at: at(5), source: 's', messageId: 'b' });
    expect([account.createdAt, account.lastSeenAt]).toEqual([at(1), at(5)]);
  });

  it('is found by its id and by each word of its name', () => {
    expect(applyCalls(fresh(), [callOf('a', 1, { name: 'Ácme  Steel Works' })], at(2)).searchKeys).toEqual([
      'acme',
      'acme steel works',
      'steel works',
      'works',
    ]);
  });

  test.each<[string, { [name: string]: unknown }, number]>([
    ['more traits than it may have', Object.fromEntries(Array.from({ length: accountLimits.traits + 3 }, (_, index) => [`t${index}`, index])), 3],
    ['more bytes than it may have', Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`t${index}`, 'x'.repeat(10_000)])), 4],
  ])('drops %s, says so, and still takes new values of those it has', (_, traits, dropped) => {
    const full = applyCalls(fresh(), [callOf('a', 1, traits)], at(2));
    expect(full.dropped).toMatchObject({ count: dropped, messageId: 'a' });
    expect(applyCalls(full, [callOf('a', 1, traits)], at(3)).dropped).toEqual(full.dropped);
    expect(values(applyCalls(full, [callOf('b', 2, { t0: 'y' })], at(3))).t0).toBe('y');
  });
});

describe('what conditions see of an account', () => {
  const account = {
    ...applyCalls(fresh(), [callOf('a', 1, { plan: 'gold', gone: null, 'a%2eb': { 'c%24d': 1 } })], at(2)),
    people: { all: 3, in: { none: 0, some: 1, all: 3 } },
  };

  test.each<[string, unknown]>([
    ['plan', 'gold'],
    ['gone', undefined],
    ['never', undefined],
    ['a.b', { c$d: 1 }],
    ['constructor', undefined],
  ])('trait %s', (name, value) => {
    expect(accountFacts(account).trait(name)).toEqual(value);
  });

  test.each(['none', 'some', 'all'] as const)('%s of its people', (share) => {
    expect(accountFacts(account).people(share)).toBe(share);
  });

  it('knows nothing of a segment that nobody has counted, nor of an account without people', () => {
    expect(accountFacts(account).people('other')).toBeUndefined();
    expect(accountFacts(fresh()).people('some')).toBeUndefined();
  });

  const asked = { traits: ['plan'], segments: ['some'] };
  test.each<[string, Partial<AccountDocument>, boolean]>([
    ['another value that is asked for', { traits: { plan: { value: 'x', at: at(1), source: 's', messageId: 'a' } } }, true],
    ['another value that nobody asks for', { traits: { ...account.traits, other: { value: 'x', at: at(1), source: 's', messageId: 'a' } } }, false],
    ['the same value by a newer call', { traits: { plan: { value: 'gold', at: at(9), source: 's', messageId: 'z' } } }, false],
    ['one more of some', { people: { all: 3, in: { some: 2 } } }, false],
    ['all instead of some', { people: { all: 3, in: { some: 3 } } }, true],
    ['a segment that nobody asks about', { people: { all: 3, in: { some: 1, all: 0 } } }, false],
  ])('%s: something new? %s', (_, change, isNew) => {
    expect(digestOf({ ...account, ...change }, asked) !== digestOf(account, asked)).toBe(isNew);
  });
});
