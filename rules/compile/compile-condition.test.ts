import { describe, expect, it } from 'vitest';

import type { Condition, EventMatcher } from '../contracts/condition.js';
import type { AggregateState, FactEvent, Facts, Json } from '../contracts/facts.js';
import { someFacts } from '../contracts/some-facts.js';
import { exactLimit } from './aggregate-buckets.js';
import { aggregateKey } from './aggregate-key.js';
import { addToAggregate, countBetween } from './aggregates.js';
import { compileCondition } from './compile-condition.js';
import { compileMatcher } from './compile-matcher.js';
import { eventNameIndex } from './event-names.js';
import { mergeAggregates } from './fold-aggregate.js';

const day = 86_400_000;
const now = Date.UTC(2026, 0, 31);

function facts(known: {
  traits?: { [name: string]: Json };
  aggregates?: { [key: string]: AggregateState };
  segments?: string[];
  now?: number;
  trigger?: FactEvent;
}): Facts {
  return someFacts({
    now: known.now ?? now,
    trait: (name) => known.traits?.[name],
    aggregate: (key) => known.aggregates?.[key],
    segment: (key) => known.segments?.includes(key) ?? false,
    ...(known.trigger && { trigger: known.trigger }),
  });
}

const event = (properties: { [key: string]: Json }, name = 'Order Completed'): FactEvent => ({ messageId: 'm', name, timestamp: now, properties });
const history = (...instants: number[]) =>
  instants.reduce<AggregateState | undefined>((state, instant) => addToAggregate(state, instant), undefined) as AggregateState;

describe('compileCondition', () => {
  const vip: Condition = { fact: 'trait', params: { name: 'tier' }, operator: 'equal', value: 'vip' };
  const inBerlin: Condition = { fact: 'trait', params: { name: 'address' }, path: 'city', operator: 'equal', value: 'Berlin' };
  const person = facts({ traits: { tier: 'vip', address: { city: 'Berlin' } }, segments: ['loyal'], trigger: event({ total: 20, items: [{ sku: 'a' }] }) });

  it.each<[string, Condition, boolean]>([
    ['a trait', vip, true],
    ['a path into a trait', inBerlin, true],
    ['all', { all: [vip, inBerlin] }, true],
    ['any', { any: [{ not: vip }, inBerlin] }, true],
    ['not', { not: vip }, false],
    ['a segment', { fact: 'segment', params: { key: 'loyal' }, operator: 'equal', value: true }, true],
    ['not in a segment', { fact: 'segment', params: { key: 'other' }, operator: 'equal', value: false }, true],
    ['the trigger by name', { fact: 'trigger', path: 'name', operator: 'startsWith', value: 'Order' }, true],
    ['a property of the trigger', { fact: 'trigger', path: 'properties.items.0.sku', operator: 'equal', value: 'a' }, true],
    ['the time of the trigger', { fact: 'trigger', path: 'timestamp', operator: 'after', value: '2026-01-30' }, true],
    ['something else of the trigger', { fact: 'trigger', path: 'messageId', operator: 'missing' }, true],
    ['never did it, 0 times', { fact: 'event', params: { name: 'Refund' }, operator: 'equal', value: 0 }, true],
    ['inherited names', { fact: 'trait', params: { name: 'address' }, path: 'toString', operator: 'exists' }, false],
  ])('answers %s', (_, condition, expected) => {
    expect(compileCondition(condition).evaluate(person)).toBe(expected);
  });

  it('says what it reads and keeps, each once', () => {
    const orders: Condition = { fact: 'event', params: { name: 'Order*', within: { amount: 1, unit: 'day' } }, operator: 'greaterThan', value: 1 };
    const compiled = compileCondition({ all: [vip, vip, orders, { ...orders, params: { name: 'Order*' } }] });
    expect(compiled.reads).toEqual({ traits: ['tier'], computed: [], events: ['Order*'], segments: [], tags: [], consent: false, trigger: false });
    expect(compiled.aggregates).toEqual([{ key: aggregateKey({ name: 'Order*' }), params: { name: 'Order*' } }]);
  });

  const twice: Condition = { fact: 'event', params: { name: 'Order', within: { amount: 30, unit: 'day' } }, operator: 'greaterThanInclusive', value: 2 };
  const key = aggregateKey({ name: 'Order' });

  it('counts in a half-open window and knows when its answer changes by time alone', () => {
    const compiled = compileCondition(twice);
    const person = facts({ aggregates: { [key]: history(now - 30 * day, now - 30 * day + 1, now - 5 * day, now) } });
    expect(compiled.evaluate(person)).toBe(true);
    // Three are inside; it stays true until only one is.
    expect(compiled.nextChangeAt(person)).toBe(now - 5 * day + 30 * day);
    expect(compiled.evaluate({ ...person, now: now + 25 * day - 1 })).toBe(true);
    expect(compiled.evaluate({ ...person, now: now + 25 * day })).toBe(false);
    expect(compiled.nextChangeAt({ ...person, now: now + 25 * day })).toBeUndefined();
  });

  it('counts nothing of the future in a past window, and knows when that begins', () => {
    const compiled = compileCondition({ ...twice, value: 1 } as Condition);
    const person = facts({ aggregates: { [key]: history(now + 5) } });
    expect([compiled.evaluate(person), compiled.nextChangeAt(person)]).toEqual([false, now + 5]);
  });
});

describe('compileMatcher', () => {
  const items = [
    { sku: 'a', price: 5 },
    { sku: 'b', price: 50 },
  ];
  const sku = (value: string) => ({ fact: 'property', path: 'items.*.sku', operator: 'equal', value }) as const;
  const dear = { fact: 'property', path: 'items.*.price', operator: 'greaterThan', value: 20 } as const;
  it.each<[string, EventMatcher, boolean]>([
    ['the name', { name: 'Order Completed' }, true],
    ['a prefix', { name: 'Order*' }, true],
    ['another case', { name: 'order completed' }, false],
    ['a property', { name: 'Order*', where: { fact: 'property', path: 'total', operator: 'greaterThan', value: 10 } }, true],
    ['an absent property', { name: 'Order*', where: { fact: 'property', path: 'tax', operator: 'notEqual', value: 1 } }, true],
    ['both on one element', { name: 'Order*', where: { all: [sku('b'), dear] } }, true],
    ['each on another element', { name: 'Order*', where: { all: [sku('a'), dear] } }, false],
    ['either on any element', { name: 'Order*', where: { any: [sku('c'), dear] } }, true],
    ['not asks anew', { name: 'Order*', where: { all: [sku('a'), { not: sku('b') }] } }, false],
    ['an element that is not', { name: 'Order*', where: { ...sku('a'), operator: 'notEqual' } }, true],
    ['an empty list is one absent element', { name: 'Order*', where: { fact: 'property', path: 'gifts.*.sku', operator: 'missing' } }, true],
    ['a list that is none', { name: 'Order*', where: { fact: 'property', path: 'map.*.sku', operator: 'exists' } }, false],
    ['lists in lists', { name: 'Order*', where: { fact: 'property', path: 'boxes.*.items.*', operator: 'equal', value: 3 } }, true],
    ['a dot in a name', { name: 'Order*', where: { fact: 'property', path: 'a%2eb', operator: 'equal', value: 1 } }, true],
    ['a dollar in a name', { name: 'Order*', where: { fact: 'property', path: '$set', operator: 'equal', value: 1 } }, true],
  ])('matches by %s', (_, matcher, expected) => {
    const properties = { total: 20, items, gifts: [], map: { 0: { sku: 'a' } }, boxes: [{ items: [1] }, { items: [2, 3] }], 'a.b': 1, $set: 1 };
    expect(compileMatcher(matcher)(event(properties))).toBe(expected);
  });
});

describe('aggregates', () => {
  const instants = Array.from({ length: 250 }, (_, n) => now - ((n * 7_919) % 250) * (day / 3));
  const whole = history(...instants);

  it('are the same whatever the order', () => {
    expect(history(...[...instants].reverse())).toEqual(whole);
    expect(history(...[...instants].sort())).toEqual(whole);
    expect([whole.recent.length, whole.count]).toEqual([exactLimit, 250]);
  });

  it('merge to what folding everything gives', () => {
    expect(mergeAggregates(history(...instants.slice(0, 180)), history(...instants.slice(180)))).toEqual(whole);
    expect(mergeAggregates(undefined, whole)).toBe(whole);
  });

  it('count exactly in the newest hundred and by day before', () => {
    expect(countBetween(whole, now - 20 * day, now)).toBe(60);
    expect(countBetween(whole, now - 365 * day, now)).toBe(250);
    expect(Math.abs(countBetween(whole, now - 50 * day, now) - 150)).toBeLessThanOrEqual(3);
  });

  it('have a key that is the same for the same question, whatever the order of its parts', () => {
    const clause = { fact: 'property', path: 'a', operator: 'equal', value: 1 } as const;
    expect(aggregateKey({ name: 'x', where: clause })).toBe(
      aggregateKey({ where: { value: 1, operator: 'equal', path: 'a', fact: 'property' }, name: 'x' } as never),
    );
    expect(aggregateKey({ name: 'x' })).toMatch(/^[0-9a-f]{16}$/);
    expect(aggregateKey({ name: 'x' })).not.toBe(aggregateKey({ name: 'y' }));
  });
});

describe('eventNameIndex', () => {
  it('finds exact names and prefixes, each item once', () => {
    const index = eventNameIndex([
      ['Order*', 1],
      ['Order Completed', 2],
      ['Order Completed', 1],
      ['*', 3],
    ]);
    expect([index.find('Order Completed'), index.find('Order Refunded'), index.find('toString')]).toEqual([[1, 2, 3], [1, 3], [3]]);
  });
});
