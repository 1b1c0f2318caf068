import { describe, expect, it } from 'vitest';

import { addressOf, combinationIn, conditionOf } from './combination.js';

const within = (key: string) => ({ fact: 'segment', params: { key }, operator: 'equal', value: true });

describe('people by the segments that they are in', () => {
  it.each([
    ['in one', { inside: ['a'], outside: [] }, { all: [within('a')] }],
    ['in two', { inside: ['a', 'b-c'], outside: [] }, { all: [within('a'), within('b-c')] }],
    ['and not in others', { inside: ['a'], outside: ['b', 'c'] }, { all: [within('a'), { not: { any: [within('b'), within('c')] } }] }],
  ])('%s', (_, combination, condition) => {
    expect(conditionOf(combination)).toEqual(condition);
    expect(combinationIn(new URL(addressOf(combination), 'http://x').searchParams)).toEqual(combination);
  });

  it.each(['', 'in=', 'in=A%20B', 'not=a'])('an address without any: %s', (search) => {
    expect(combinationIn(new URLSearchParams(search))).toBeUndefined();
  });
});
