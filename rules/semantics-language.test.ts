import { describe, expect, it } from 'vitest';

import { bucketOf } from './clauses/random-bucket.js';
import { compileCondition } from './compile/compile-condition.js';
import type { AccountCondition, Condition, EventParams, MeasureName, NamedConditions } from './contracts/condition.js';
import type { AccountFacts, Json } from './contracts/facts.js';
import { validateCondition } from './engine/validate.js';
import { day, expectAnswer, factsOf, hour, now, type Person, times, trait } from './semantics.fixture.js';

/** What conditions mean, line by line: windows, time, lists, people's belongings, funnels, shared conditions. */

describe('§2.2 absent facts of every kind', () => {
  const none = { operator: 'equal', value: 'x' } as const;
  it.each<[string, Condition, boolean]>([
    ['a computed trait equals nothing', { fact: 'computed', params: { name: 'a' }, ...none }, false],
    ['a score is missing', { fact: 'score', params: { name: 'a' }, operator: 'missing' }, true],
    ['a reading of no date is above nothing', { fact: 'trait', params: { name: 'a', as: 'daysSince' }, operator: 'greaterThan', value: -1 }, false],
    ['a reading of no date is not 3', { fact: 'trait', params: { name: 'a', as: 'daysSince' }, operator: 'notEqual', value: 3 }, true],
    ['an average of nothing is below nothing', times({ name: 'x', measure: 'average', property: 'v' }, 'lessThan', 1), false],
    ['a sum of nothing is 0', times({ name: 'x', measure: 'sum', property: 'v' }, 'equal', 0), true],
    ['the last value of nothing is missing', { fact: 'event', params: { name: 'x', measure: 'last', property: 'v' }, operator: 'missing' }, true],
    ['an absent reference equals nothing', trait('equal', { trait: 'y' }), false],
    ['an absent reference differs', trait('notEqual', { trait: 'y' }), true],
    ['a tag is off', { fact: 'tag', params: { key: 'vip' }, operator: 'equal', value: false }, true],
    ['no account is any', { fact: 'account', params: { match: 'any' }, operator: 'equal', value: true }, false],
    ['no account is none', { fact: 'account', params: { match: 'none' }, operator: 'equal', value: true }, true],
    ['no account is not all', { fact: 'account', params: { match: 'all' }, operator: 'equal', value: true }, false],
  ])('%s', async (_, condition, expected) => await expectAnswer(condition, {}, expected));
});

describe('§2.3 windows', () => {
  const visits = (within: EventParams['within'], zone?: string): [Condition, Pick<Person, 'zone'>] => [
    times({ name: 'Visit', ...(within && { within }) }, 'greaterThan', 0),
    zone === undefined ? {} : { zone },
  ];
  it.each<[string, ReturnType<typeof visits>, ago: number, boolean]>([
    ['sliding: at its far end', visits({ amount: 7, unit: 'day' }), 7 * day, false],
    ['sliding: inside', visits({ amount: 7, unit: 'day' }), 7 * day - 1, true],
    ['sliding and past: too new', visits({ amount: 7, unit: 'day', ago: { amount: 7, unit: 'day' } }), 7 * day - 1, false],
    ['sliding and past: its near end', visits({ amount: 7, unit: 'day', ago: { amount: 7, unit: 'day' } }), 7 * day, true],
    ['a date in the future is in no past window', visits({ calendar: 'day' }), -hour, false],
    ['absolute: from', visits({ from: '2026-06-14T12:00:00Z' }), day, true],
    ['absolute: before from', visits({ from: '2026-06-14T12:00:00Z' }), day + 1, false],
    ['absolute: to is outside', visits({ from: '2026-06-01', to: '2026-06-14T12:00:00Z' }), day, false],
    // Noon UTC is 05:00 in Los Angeles: ten hours ago was yesterday there.
    ['today, in UTC', visits({ calendar: 'day' }), 10 * hour, true],
    ['today, in the person’s zone', visits({ calendar: 'day' }, 'America/Los_Angeles'), 10 * hour, false],
    ['yesterday, in the person’s zone', visits({ calendar: 'day', ago: 1 }, 'America/Los_Angeles'), 10 * hour, true],
    ['this week, which began on Monday', visits({ calendar: 'week' }), 12 * hour, true],
    ['this week, and Sunday', visits({ calendar: 'week' }), 12 * hour + 1, false],
    ['the two months before this', visits({ calendar: 'month', ago: 2, count: 2 }), 15 * day, true],
  ])('%s', async (_, [condition, zone], ago, expected) => await expectAnswer(condition, { ...zone, events: [{ name: 'Visit', ago }] }, expected));

  it('count a message once, whatever it matches', async () => {
    const twice = { any: [times({ name: 'Visit' }, 'equal', 1), times({ name: 'V*' }, 'equal', 2)] };
    await expectAnswer(twice, { events: [{ name: 'Visit', ago: 1 }] }, true);
  });
});

describe('§2.4 several clauses on a list hold for the same element', () => {
  const pets = [
    { kind: 'dog', age: 12 },
    { kind: 'cat', age: 2 },
  ];
  const youngDog = (value: boolean): Condition => ({
    fact: 'trait',
    params: {
      name: 'pets',
      where: {
        all: [
          { fact: 'property', path: '*.kind', operator: 'equal', value: 'dog' },
          { fact: 'property', path: '*.age', operator: 'lessThan', value: 5 },
        ],
      },
    },
    operator: 'equal',
    value,
  });
  it.each<[Json, boolean, boolean]>([
    [pets, true, false],
    [pets, false, true],
    [[...pets, { kind: 'dog', age: 1 }], true, true],
    [[], true, false],
    ['dog', true, false],
  ])('of a trait %j', async (found, value, expected) => await expectAnswer(youngDog(value), { traits: { pets: found } }, expected));
});

describe('§2.5 first and last choose by event time, then read the property', () => {
  const orders: Person['events'] = [
    { name: 'Order', ago: 1 * day, properties: { plan: 'c' } },
    { name: 'Order', ago: 3 * day, properties: { plan: 'a' } },
    { name: 'Order', ago: 2 * day, properties: { plan: 'b', total: 5 } },
  ];
  const of = (measure: MeasureName, property: string, value: string, more: Partial<EventParams> = {}): Condition => ({
    fact: 'event',
    params: { name: 'Order', measure, property, ...more },
    operator: 'equal',
    value,
  });
  it.each<[string, Condition, boolean]>([
    ['first', of('first', 'plan', 'a'), true],
    ['last', of('last', 'plan', 'c'), true],
    ['last among those that match', of('last', 'plan', 'b', { where: { fact: 'property', path: 'total', operator: 'exists' } }), true],
    ['first in a window', of('first', 'plan', 'b', { within: { amount: 60, unit: 'hour' } }), true],
    ['a property that the last does not have', { ...of('last', 'total', ''), operator: 'missing', value: undefined } as unknown as Condition, true],
  ])('%s', async (_, condition, expected) => {
    const { value, ...rest } = condition as { value?: unknown };
    await expectAnswer((value === undefined ? rest : condition) as Condition, { events: orders }, expected);
  });
});

describe('§2.6 a trait has been so for a time: unchanged since', () => {
  const vipFor7Days: Condition = { fact: 'trait', params: { name: 'plan', for: { amount: 7, unit: 'day' } }, operator: 'equal', value: 'vip' };
  const set = (...changes: [ago: number, plan: Json][]): Person => ({ set: changes.map(([ago, plan]) => ({ ago: ago * day, traits: { plan } })) });
  it.each<[string, Person, boolean]>([
    ['long enough', set([7, 'vip']), true],
    ['not yet', set([6.9, 'vip']), false],
    ['a repeated identical value does not restart the clock', set([9, 'vip'], [1, 'vip']), true],
    ['a different one does', set([9, 'vip'], [3, 'basic'], [2, 'vip']), false],
    ['a different one before does not', set([20, 'basic'], [9, 'vip']), true],
    ['another value now', set([9, 'vip'], [1, 'basic']), false],
    ['whatever the order they came in', set([1, 'vip'], [9, 'vip'], [20, 'basic']), true],
    ['never set', {}, false],
    ['set again after it was cleared', set([20, 'vip'], [9, null], [8, 'vip']), true],
  ])('%s', async (_, person, expected) => await expectAnswer(vipFor7Days, person, expected));

  it('holds of what is absent, too: never set is for ever', async () => {
    const without = { ...vipFor7Days, operator: 'missing', value: undefined } as Condition;
    const { value: _, ...missing } = without as { value?: unknown };
    await expectAnswer(missing as Condition, {}, true);
    await expectAnswer(missing as Condition, set([20, 'vip'], [8, null]), true);
    await expectAnswer(missing as Condition, set([20, 'vip'], [6, null]), false);
  });

  it('turns at its instant', () => {
    const facts = factsOf(set([2, 'vip']), vipFor7Days);
    expect(compileCondition(vipFor7Days).nextChangeAt(facts)).toBe(now + 5 * day);
  });
});

describe('§2.7 anniversaries ignore the year, days are those of the person’s zone', () => {
  const inDays = (days: number): Condition => ({ fact: 'trait', params: { name: 'birthday', as: 'daysUntilAnniversary' }, operator: 'equal', value: days });
  it.each<[string, Json, number, string | undefined, boolean]>([
    ['in two days', '1990-06-17', 2, undefined, true],
    ['today', '1990-06-15', 0, undefined, true],
    ['yesterday is a year off', '1990-06-14', 364, undefined, true],
    ['a day without a time is that day everywhere', '1990-06-17', 2, 'Pacific/Auckland', false],
    ['which is a day nearer where tomorrow has begun', '1990-06-17', 1, 'Pacific/Auckland', true],
    ['an instant is a day on their clocks', '1990-06-17T01:00:00Z', 1, 'America/New_York', true],
    ['no date', 'June', 2, undefined, false],
  ])('%s', async (_, birthday, days, zone, expected) => {
    await expectAnswer(inDays(days), { traits: { birthday }, ...(zone && { zone }) }, expected);
  });

  it.each([
    ['2027-02-26', 2],
    ['2027-02-28', 0],
    ['2028-02-28', 1],
    ['2028-02-29', 0],
  ])('29 February, on %s, is in %i days', (today, days) => {
    const facts = { ...factsOf({ traits: { birthday: '2000-02-29' } }, inDays(days)), now: Date.parse(`${today}T12:00:00Z`) };
    expect(compileCondition(inDays(days)).evaluate(facts)).toBe(true);
  });

  it('turn at midnight on their clocks', () => {
    const facts = factsOf({ traits: { birthday: '1990-06-17' }, zone: 'America/New_York' }, inDays(1));
    expect(compileCondition(inDays(1)).nextChangeAt(facts)).toBe(Date.parse('2026-06-16T04:00:00Z'));
  });

  it.each<[string, Condition, boolean]>([
    ['today’s date', { fact: 'now', params: { part: 'date' }, operator: 'equal', value: '2026-06-16' }, true],
    ['the hour', { fact: 'now', params: { part: 'hour' }, operator: 'equal', value: 0 }, true],
    ['the weekday', { fact: 'now', params: { part: 'weekday' }, operator: 'equal', value: 2 }, true],
    ['a day that was', trait('within', { calendar: 'day', ago: 1 }), true],
    ['a day to come', { fact: 'trait', params: { name: 'renewal' }, operator: 'withinNext', value: { amount: 2, unit: 'day' } }, true],
    ['full years', { fact: 'trait', params: { name: 'born', as: 'yearsSince' }, operator: 'equal', value: 18 }, true],
  ])('%s', async (_, condition, expected) => {
    await expectAnswer(condition, { zone: 'Pacific/Auckland', traits: { x: '2026-06-15', renewal: '2026-06-17', born: '2008-06-16' } }, expected);
  });
});

describe('§2.8 random buckets', () => {
  const tenth: Condition = { fact: 'random', params: { salt: 'winter' }, operator: 'lessThan', value: 10 };

  it('take that share of people', () => {
    const inside = Array.from({ length: 2_000 }, (_, n) => compileCondition(tenth).evaluate(factsOf({ id: `p${n}` }, tenth))).filter(Boolean).length;
    expect(Math.abs(inside - 200)).toBeLessThan(60);
  });

  it('are stable, and other for another salt', async () => {
    expect([bucketOf('p1', 'winter'), bucketOf('p1', 'summer')].map((share) => share.toFixed(4))).toEqual(['61.0428', '51.9822']);
    await expectAnswer(tenth, { id: 'p1' }, false);
  });
});

describe('the other facts', () => {
  const key = (fact: 'tag', more: object, value = true): Condition => ({ fact, params: { key: 'vip', ...more }, operator: 'equal', value }) as Condition;
  const tags = { vip: { on: true, ago: 8 * day }, old: { on: false, ago: 2 * day } };
  const account = (traits: { [name: string]: Json }, people?: 'all' | 'some' | 'none'): AccountFacts => ({
    id: 'a',
    trait: (name) => traits[name],
    people: () => people,
  });
  const accounts = [account({ plan: 'pro', size: 5 }, 'some'), account({ plan: 'free', size: 500 }, 'none')];
  const of = (match: 'any' | 'all' | 'none', where: AccountCondition, value = true): Condition => ({
    fact: 'account',
    params: { match, where },
    operator: 'equal',
    value,
  });
  const pro: AccountCondition = { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'pro' };
  const large: AccountCondition = { fact: 'trait', params: { name: 'size' }, operator: 'greaterThan', value: 100 };
  const people = (share: 'all' | 'some' | 'none'): AccountCondition => ({ fact: 'people', params: { segment: 's', share }, operator: 'equal', value: true });
  it.each<[string, Condition, Person, boolean]>([
    ['a tag', key('tag', {}), { tags }, true],
    ['a tag for a time', key('tag', { for: { amount: 7, unit: 'day' } }), { tags }, true],
    ['a tag for longer', key('tag', { for: { amount: 9, unit: 'day' } }), { tags }, false],
    ['a tag taken off', { ...key('tag', {}, false), params: { key: 'old', for: { amount: 1, unit: 'day' } } } as Condition, { tags }, true],
    ['consent', { fact: 'consent', params: { channel: 'email', topic: 'news' }, operator: 'equal', value: true }, { consents: false }, false],
    ['one of the accounts', of('any', pro), { accounts }, true],
    ['the same account', of('any', { all: [pro, large] }), { accounts }, false],
    ['all accounts', of('all', { any: [pro, large] }), { accounts }, true],
    ['none of them', of('none', { all: [pro, large] }), { accounts }, true],
    ['some of its people', of('any', people('some')), { accounts }, true],
    ['all of its people', of('any', people('all')), { accounts }, false],
    ['none of its people, which nobody counted', of('any', people('none')), { accounts: [account({})] }, false],
    ['another trait', trait('greaterThan', { trait: 'y' }), { traits: { x: 2, y: 1 } }, true],
    ['another trait of another type', trait('greaterThan', { trait: 'y' }), { traits: { x: 2, y: '1' } }, false],
    [
      'a property of the event at hand',
      trait('equal', { trigger: 'properties.sku' }),
      { traits: { x: 'a' }, trigger: { messageId: 'm', name: 'x', timestamp: now, properties: { sku: 'a' } } },
      true,
    ],
  ])('%s', async (_, condition, person, expected) => await expectAnswer(condition, person, expected));
});

describe('an ordered funnel', () => {
  const steps = [
    { name: 'Viewed' },
    { name: 'Added', within: { amount: 1, unit: 'hour' as const } },
    { name: 'Bought', within: { amount: 1, unit: 'day' as const }, absent: true as const },
  ];
  const abandoned: Condition = { fact: 'funnel', params: { steps }, operator: 'equal', value: true };
  const did = (...events: [name: string, hoursAgo: number, sku?: string][]): Person => ({
    events: events.map(([name, ago, sku = 'a']) => ({ name, ago: ago * hour, properties: { sku } })),
  });
  it.each<[string, Person, boolean]>([
    ['viewed, added, did not buy', did(['Viewed', 30], ['Added', 29.5]), true],
    ['the day has not passed', did(['Viewed', 20], ['Added', 19.5]), false],
    ['bought', did(['Viewed', 30], ['Added', 29.5], ['Bought', 10]), false],
    ['bought too late to count', did(['Viewed', 60], ['Added', 59.5], ['Bought', 10]), true],
    ['bought before', did(['Bought', 40], ['Viewed', 30], ['Added', 29.5]), true],
    ['added too late', did(['Viewed', 32], ['Added', 30]), false],
    ['added before', did(['Added', 31], ['Viewed', 30]), false],
    ['at the same moment is not after', did(['Viewed', 30], ['Added', 30]), false],
    ['another time of the same', did(['Viewed', 60], ['Viewed', 30], ['Added', 29.5]), true],
    ['only viewed', did(['Viewed', 30]), false],
    ['nothing', {}, false],
  ])('%s', async (_, person, expected) => {
    await expectAnswer(abandoned, person, expected);
    await expectAnswer({ ...abandoned, value: false } as Condition, person, !expected);
  });

  it.each<[string, Person, boolean]>([
    ['the same product', did(['Viewed', 30, 'a'], ['Added', 29.5, 'a']), true],
    ['another product', did(['Viewed', 30, 'a'], ['Added', 29.5, 'b']), false],
    ['bought another product', did(['Viewed', 30, 'a'], ['Added', 29.5, 'a'], ['Bought', 29, 'b']), true],
  ])('of %s', async (_, person, expected) => {
    await expectAnswer({ fact: 'funnel', params: { steps, by: 'sku' }, operator: 'equal', value: true }, person, expected);
  });

  it('becomes true at the instant at which buying would have been too late', () => {
    const facts = factsOf(did(['Viewed', 20], ['Added', 19.5]), abandoned);
    expect(compileCondition(abandoned).nextChangeAt(facts)).toBe(now + 4.5 * hour);
  });
});

describe('§3.3 named conditions are shared, and a cycle is refused', () => {
  const named: NamedConditions = new Map<string, Condition>([
    ['adult', { fact: 'trait', params: { name: 'age' }, operator: 'greaterThanInclusive', value: 18 }],
    ['grown-vip', { all: [{ condition: 'adult' }, trait('equal', 'vip')] }],
  ]);
  it.each<[Person, boolean]>([
    [{ traits: { age: 20, x: 'vip' } }, true],
    [{ traits: { age: 17, x: 'vip' } }, false],
  ])('of %j', async (person, expected) => {
    await expectAnswer({ condition: 'grown-vip' }, person, expected, named);
    await expectAnswer({ not: { condition: 'grown-vip' } }, person, !expected, named);
  });

  it.each<[string, [string, Condition][], string]>([
    ['itself', [['a', { not: { condition: 'a' } }]], 'condition-cycle'],
    [
      'one that contains it',
      [
        ['a', { condition: 'b' }],
        ['b', { any: [trait('exists'), { condition: 'a' }] }],
      ],
      'condition-cycle',
    ],
    ['one that is not there', [['c', trait('exists')]], 'unknown-condition'],
  ])('refuses %s', (_, conditions, code) => {
    expect(validateCondition({ all: [{ condition: 'a' }] }, { conditions: new Map(conditions) })).toEqual([
      expect.objectContaining({ path: 'all.0.condition', code }),
    ]);
  });
});
