import type { Condition } from '@cairn/rules/contracts/condition.js';
import { describe, expect, it } from 'vitest';

import { rowsWithout } from './rows-without.js';

const leaf = (name: string): Condition => ({ fact: 'trait', params: { name }, operator: 'exists' });
const [a, b, c] = ['a', 'b', 'c'].map(leaf) as [Condition, Condition, Condition];

describe('a condition with one clause left out', () => {
  it.each<[string, Condition, [path: string, without: Condition | undefined][]]>([
    ['one clause', a, [['', undefined]]],
    ['a group of one', { all: [a] }, [['all.0', undefined]]],
    [
      'a group',
      { all: [a, b] },
      [
        ['all.0', { all: [b] }],
        ['all.1', { all: [a] }],
      ],
    ],
    ['not', { not: a }, [['not', undefined]]],
    [
      'a group inside, which goes with its last clause',
      { any: [a, { not: { any: [b] } }, { all: [c, a] }] },
      [
        ['any.0', { any: [{ not: { any: [b] } }, { all: [c, a] }] }],
        ['any.1.not.any.0', { any: [a, { all: [c, a] }] }],
        ['any.2.all.0', { any: [a, { not: { any: [b] } }, { all: [a] }] }],
        ['any.2.all.1', { any: [a, { not: { any: [b] } }, { all: [c] }] }],
      ],
    ],
  ])('%s', (_, condition, expected) => {
    expect(rowsWithout(condition).map(({ path, without }) => [path, without])).toEqual(expected);
  });

  it('is made of the first forty only', () => {
    expect(rowsWithout({ all: Array.from({ length: 100 }, () => a) })).toHaveLength(40);
  });
});
