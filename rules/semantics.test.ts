import { describe, expect, it } from 'vitest';

import { compileCondition } from './compile/compile-condition.js';
import type { Condition, EventParams, OperatorName } from './contracts/condition.js';
import { operatorNames } from './contracts/condition.js';
import type { Json } from './contracts/facts.js';
import { operators } from './operators/operators.js';
import { day, expectAnswer, factsOf, now, type Person, times, trait } from './semantics.fixture.js';

/**
 * What conditions mean, line by line, on whole conditions: from events and traits to an answer, by the closures and by json-rules-engine.
 */

describe('§2.1 types are strict: text against a number is false, never an error', () => {
  it.each<[Condition, Json, boolean]>([
    [trait('greaterThan', 10), '9', false],
    [trait('greaterThan', 10), '11', false],
    [trait('lessThan', 10), '9', false],
    [trait('equal', 10), '10', false],
    [trait('equal', '10'), 10, false],
    [trait('equal', true), 'true', false],
    [trait('equal', true), 1, false],
    [trait('contains', '1'), 10, false],
    [trait('in', ['1']), 1, false],
    [trait('in', ['abc']), 'b', false],
    [trait('startsWith', '1'), 10, false],
    [trait('matches', '1'), 10, false],
  ])('%j of %j', async (condition, found, expected) => await expectAnswer(condition, { traits: { x: found } }, expected));
});

describe('§2.1 dates are instants; text is one only if ISO 8601', () => {
  it.each<[OperatorName, string, Json, boolean]>([
    ['before', '2026-01-01T00:00:00Z', '2026-01-01T00:30:00+01:00', true],
    ['after', '2026-01-01T00:00:00Z', '2025-12-31T23:30:00-01:00', true],
    ['before', '2026-01-02', '2026-01-01', true],
    ['before', '2026-01-02', 'January 1, 2026', false],
    ['before', '2026-01-02', '01/01/2026', false],
    ['after', '2026-01-02', 1_900_000_000_000, false],
    ['after', '2024-02-28', '2024-02-29', true],
    ['after', '2023-02-28', '2023-02-29', false],
  ])('%s %s of %j is %j', async (operator, value, found, expected) => await expectAnswer(trait(operator, value), { traits: { x: found } }, expected));
});

describe('§2.2 an absent fact', () => {
  const whenAbsent: OperatorName[] = ['missing', 'notEqual', 'notIn', 'doesNotContain', 'notEqualIgnoreCase', 'doesNotContainIgnoreCase', 'notInIpRange'];
  const valueFor = {
    none: undefined,
    plain: 'v',
    list: ['v'],
    number: 1,
    text: 'v',
    instant: '2026-01-01',
    pattern: 'v',
    version: '1',
    ranges: ['10.0.0.0/8'],
    area: { latitude: 0, longitude: 0, km: 1 },
    window: { amount: 1, unit: 'day' },
    duration: { amount: 1, unit: 'day' },
  };
  it.each(operatorNames)('%s', async (operator) => {
    const condition = trait(operator, valueFor[operators[operator].takes]);
    const expected = whenAbsent.includes(operator);
    await expectAnswer(condition, {}, expected);
    // An unrelated later event never changes that answer.
    await expectAnswer(condition, { traits: { y: 1 }, events: [{ name: 'Other', ago: 0 }] }, expected);
    // Nor does a path that leads nowhere.
    await expectAnswer({ ...condition, path: 'a.b' } as Condition, { traits: { x: 'v' } }, expected);
    await expectAnswer({ ...condition, path: 'length' } as Condition, { traits: { x: ['v'] } }, expected);
  });

  it('is what a name that all objects inherit is', async () => {
    for (const name of ['toString', 'hasOwnProperty', 'valueOf']) await expectAnswer(trait('exists', undefined, name), { traits: {} }, false);
  });
});

describe('§2.3 an event clause counts the messages that match', () => {
  const orders: Person['events'] = [
    {
      name: 'Order Completed',
      ago: day,
      properties: {
        total: 120,
        items: [
          { sku: 'a', price: 20 },
          { sku: 'b', price: 100 },
        ],
      },
    },
    { name: 'Order Completed', ago: 40 * day, properties: { total: 30 } },
    { name: 'Order Refunded', ago: 2 * day, properties: { total: 30 } },
  ];
  const big: EventParams = { name: 'Order Completed', where: { fact: 'property', path: 'total', operator: 'greaterThan', value: 100 } };
  const month: EventParams = { name: 'Order Completed', within: { amount: 30, unit: 'day' } };
  it.each<[string, Condition, boolean]>([
    ['at least once', times({ name: 'Order Completed' }, 'greaterThanInclusive', 1), true],
    ['exactly', times({ name: 'Order Completed' }, 'equal', 2), true],
    ['by prefix', times({ name: 'Order*' }, 'equal', 3), true],
    ['never another case', times({ name: 'order completed' }, 'equal', 0), true],
    ['by a property', times(big, 'equal', 1), true],
    ['in a window', times(month, 'equal', 1), true],
    ['in a window, one of several numbers', { ...times(month, 'in', 0), value: [0, 2] } as Condition, false],
  ])('%s', async (_, condition, expected) => {
    await expectAnswer(condition, { events: orders }, expected);
  });

  it.each<[string, number, boolean]>([
    ['at the window’s far end', day, false],
    ['one millisecond inside', day - 1, true],
    ['at this instant', 0, true],
    ['in the future', -1, false],
  ])('%s', async (_, ago, expected) => {
    await expectAnswer(times({ name: 'x', within: { amount: 1, unit: 'day' } }, 'greaterThan', 0), { events: [{ name: 'x', ago }] }, expected);
  });

  it('is true of “0 times” for everyone who never did it, people without any event included', async () => {
    for (const condition of [
      times({ name: 'Refund' }, 'equal', 0),
      times({ name: 'Refund' }, 'lessThan', 1),
      { not: times({ name: 'Refund' }, 'greaterThan', 0) },
    ]) {
      await expectAnswer(condition, {}, true);
      await expectAnswer(condition, { events: orders }, true);
      await expectAnswer(condition, { events: [{ name: 'Refund', ago: 1 }] }, false);
    }
  });

  it('asks several things of the same element of a list', async () => {
    const both = (sku: string): Condition =>
      times(
        {
          name: 'Order Completed',
          where: {
            all: [
              { fact: 'property', path: 'items.*.sku', operator: 'equal', value: sku },
              { fact: 'property', path: 'items.*.price', operator: 'greaterThan', value: 50 },
            ],
          },
        },
        'greaterThan',
        0,
      );
    await expectAnswer(both('b'), { events: orders }, true);
    await expectAnswer(both('a'), { events: orders }, false);
  });
});

describe('§3.3 a segment may use another', () => {
  const loyal = (value: boolean): Condition => ({ fact: 'segment', params: { key: 'loyal' }, operator: 'equal', value });
  it.each([
    [['loyal'], true, true],
    [[], true, false],
    [[], false, true],
    [['loyal'], false, false],
  ])('in %j, asked for %j: %j', async (segments, value, expected) => await expectAnswer(loyal(value), { segments }, expected));
});

describe('§3.1 leaving by time alone', () => {
  it('has its instant: when the entry that still counted leaves the window', () => {
    const condition = times({ name: 'Visit', within: { amount: 7, unit: 'day' } }, 'greaterThan', 0);
    const facts = factsOf({ events: [5 * day, 2 * day].map((ago) => ({ name: 'Visit', ago })) }, condition);
    const compiled = compileCondition(condition);
    const due = now - 2 * day + 7 * day;
    expect(compiled.nextChangeAt(facts)).toBe(due);
    expect([compiled.evaluate({ ...facts, now: due - 1 }), compiled.evaluate({ ...facts, now: due })]).toEqual([true, false]);
  });

  it('never comes for what no window bounds', () => {
    const condition: Condition = { all: [times({ name: 'Visit' }, 'greaterThan', 0), trait('exists')] };
    expect(compileCondition(condition).nextChangeAt(factsOf({ events: [{ name: 'Visit', ago: 1 }] }, condition))).toBeUndefined();
  });
});
