import type { EventClause, OperatorName, TraitClause } from '@cairn/rules/contracts/condition.js';
import { describe, expect, it } from 'vitest';

import { convert, countOf, isPlain, whereRows, withCount, withOperator, withWhere } from './clauses.js';

const trait = (operator: OperatorName, value?: TraitClause['value']): TraitClause => ({
  fact: 'trait',
  params: { name: 'plan' },
  operator,
  ...(value === undefined ? {} : { value }),
});
const event = (operator: OperatorName, value?: number): EventClause => ({
  fact: 'event',
  params: { name: 'Order Completed' },
  operator,
  ...(value === undefined ? {} : { value }),
});

describe('changing an operator', () => {
  it.each<[string, TraitClause, OperatorName, TraitClause]>([
    ['keeps a text', trait('equal', 'gold'), 'contains', trait('contains', 'gold')],
    ['keeps a number where numbers are compared', trait('equal', 3), 'greaterThan', trait('greaterThan', 3)],
    ['makes a number of a text that is one', trait('equal', '3'), 'greaterThan', trait('greaterThan', 3)],
    ['drops what is no number', trait('equal', 'gold'), 'greaterThan', trait('greaterThan')],
    ['makes a list of a value', trait('equal', 'gold'), 'in', trait('in', ['gold'])],
    ['takes the first of a list', trait('in', ['gold', 'silver']), 'equal', trait('equal', 'gold')],
    ['needs no value for "is known"', trait('equal', 'gold'), 'exists', trait('exists')],
    ['keeps an instant', trait('equal', '2026-01-01T00:00:00Z'), 'before', trait('before', '2026-01-01T00:00:00Z')],
  ])('%s', (_name, before, operator, after) => {
    expect(withOperator(before, operator)).toEqual(after);
  });
});

describe('a value in another type', () => {
  it.each([
    ['9', 'number', 9],
    ['nine', 'number', undefined],
    ['', 'number', undefined],
    [9, 'text', '9'],
    [true, 'text', 'true'],
    ['true', 'boolean', true],
    [undefined, 'boolean', false],
  ] as const)('%s as %s is %s', (value, type, expected) => {
    expect(convert(value, type)).toBe(expected);
  });
});

describe('how often', () => {
  it.each<[EventClause, ReturnType<typeof countOf>]>([
    [event('greaterThanInclusive', 2), { count: 'atLeast', times: 2 }],
    [event('greaterThan', 1), { count: 'atLeast', times: 2 }],
    [event('exists'), { count: 'atLeast', times: 1 }],
    [event('lessThanInclusive', 3), { count: 'atMost', times: 3 }],
    [event('lessThan', 1), { count: 'never', times: 0 }],
    [event('equal', 0), { count: 'never', times: 0 }],
    [event('missing'), { count: 'never', times: 0 }],
    [event('equal', 4), { count: 'exactly', times: 4 }],
    [event('notEqual', 4), null],
  ])('%o reads as %o', (clause, expected) => {
    expect(countOf(clause)).toEqual(expected);
  });

  it('is written back so that it reads the same', () => {
    for (const count of ['atLeast', 'atMost', 'exactly'] as const) expect(countOf(withCount(event('exists'), count, 5))).toEqual({ count, times: 5 });
    expect(countOf(withCount(event('exists'), 'never', 5))).toEqual({ count: 'never', times: 0 });
  });
});

describe('conditions on the event itself', () => {
  const total = { fact: 'property', path: 'total', operator: 'greaterThan', value: 50 } as const;

  it('are rows when they are a plain list, and kept as they are otherwise', () => {
    expect(whereRows({ all: [total] })).toEqual([total]);
    expect(whereRows(undefined)).toEqual([]);
    expect(whereRows({ any: [total] })).toBeNull();
    expect(isPlain({ ...event('equal', 1), params: { name: 'x', where: { not: total } } })).toBe(false);
  });

  it('leave no empty list behind', () => {
    expect(withWhere(withWhere(event('equal', 1), [total]), []).params).toEqual({ name: 'Order Completed' });
  });
});
