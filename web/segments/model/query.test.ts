import type { Condition } from '@cairn/rules/contracts/condition.js';
import { describe, expect, it } from 'vitest';

import { isComplete, toCondition, toQuery } from './query.js';

const city: Condition = { fact: 'trait', params: { name: 'city' }, operator: 'equal', value: 'Berlin' };
const ordered: Condition = {
  fact: 'event',
  params: { name: 'Order Completed', within: { amount: 30, unit: 'day' } },
  operator: 'greaterThanInclusive',
  value: 2,
};

describe('a condition in the builder', () => {
  it.each<[string, Condition]>([
    ['all of', { all: [city, ordered] }],
    ['any of', { any: [city, ordered] }],
    ['none of', { not: { any: [city, ordered] } }],
    ['none of one', { not: city }],
    ['not all of', { not: { all: [city, ordered] } }],
    ['not not', { not: { not: city } }],
    ['not any inside any', { not: { any: [{ any: [city, ordered] }] } }],
    ['nested three deep', { all: [city, { any: [ordered, { not: { any: [city, { all: [ordered] }] } }] }] }],
  ])('comes back unchanged: %s', (_name, condition) => {
    expect(toCondition(toQuery(condition))).toEqual(condition);
  });

  it('puts a lone clause into a group', () => {
    expect(toCondition(toQuery(city))).toEqual({ all: [city] });
  });

  it.each<[string, Condition, boolean]>([
    ['no rows', { all: [] }, false],
    ['an empty group inside', { all: [city, { any: [] }] }, false],
    ['a trait without name', { all: [{ ...city, params: { name: ' ' } }] }, false],
    ['an operator without its value', { all: [{ fact: 'trait', params: { name: 'city' }, operator: 'equal' }] }, false],
    ['an empty list', { all: [{ fact: 'trait', params: { name: 'city' }, operator: 'in', value: [] }] }, false],
    ['false is a value', { all: [{ fact: 'trait', params: { name: 'vip' }, operator: 'equal', value: false }] }, true],
    ['zero is a value', { all: [{ ...ordered, operator: 'equal', value: 0 }] }, true],
    ['exists needs none', { all: [{ fact: 'trait', params: { name: 'city' }, operator: 'exists' }] }, true],
    ['a segment without key', { all: [{ fact: 'segment', params: { key: '' }, operator: 'equal', value: true }] }, false],
  ])('is asked only when complete: %s', (_name, condition, complete) => {
    expect(isComplete(condition)).toBe(complete);
  });
});
