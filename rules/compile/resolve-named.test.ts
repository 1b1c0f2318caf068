import { describe, expect, it } from 'vitest';

import type { Condition } from '../contracts/condition.js';
import { namedIn, namedWithin, resolveNamed } from './resolve-named.js';

const german: Condition = { fact: 'trait', params: { name: 'country' }, operator: 'equal', value: 'DE' };
const named = new Map<string, Condition>([
  ['german', german],
  ['nested', { not: { condition: 'german' } }],
  ['loop', { any: [{ condition: 'loop' }, german] }],
]);

describe('shared conditions, written out', () => {
  it.each<[string, unknown, unknown]>([
    ['one', { condition: 'german' }, german],
    ['one in a group', { all: [{ condition: 'german' }, german] }, { all: [german, german] }],
    ['one in another', { any: [{ condition: 'nested' }] }, { any: [{ not: german }] }],
    ['one that is unknown stays', { all: [{ condition: 'gone' }] }, { all: [{ condition: 'gone' }] }],
    ['one in itself stays where it comes again', { condition: 'loop' }, { any: [{ condition: 'loop' }, german] }],
    ['a definition with a condition', { name: 'x', condition: { condition: 'german' } }, { name: 'x', condition: german }],
    ['an object with more than a reference is none', { condition: 'german', value: 1 }, { condition: 'german', value: 1 }],
    ['text that only looks like it', ['german', { fact: 'condition' }], ['german', { fact: 'condition' }]],
  ])('%s', (_, value, expected) => {
    const before = JSON.stringify(value);
    expect(resolveNamed(value, named)).toEqual(expected);
    expect(JSON.stringify(value)).toBe(before);
  });

  it('knows what is referred to, itself and in turn', () => {
    const condition = { all: [{ condition: 'nested' }, { condition: 'gone' }] };
    expect([...namedIn(condition)].sort()).toEqual(['gone', 'nested']);
    expect([...namedWithin(condition, named)].sort()).toEqual(['german', 'gone', 'nested']);
    expect([...namedIn('condition')]).toEqual([]);
  });
});
