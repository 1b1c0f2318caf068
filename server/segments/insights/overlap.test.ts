import { describe, expect, test } from 'vitest';

import { combinationsShown, nearest, othersCompared, shownCombinations } from './overlap.js';

describe('the segments that are compared', () => {
  test('are those that share most, not itself, not those that share nobody', () => {
    expect(
      nearest(
        new Map([
          ['own', 9],
          ['b', 3],
          ['a', 3],
          ['c', 5],
          ['none', 0],
        ]),
        'own',
      ),
    ).toEqual(['c', 'a', 'b']);
  });

  test('are only so many', () => {
    const many = new Map(Array.from({ length: 20 }, (_, n) => [`s${n}`, n + 1]));
    expect(nearest(many, 'own')).toHaveLength(othersCompared);
  });
});

describe('the combinations', () => {
  test('stand by size; what is rarer is summed up, so that all together are everybody', () => {
    const all = Array.from({ length: combinationsShown + 3 }, (_, n) => ({ segments: [`s${n}`], people: n + 1 }));
    const { combinations, rest } = shownCombinations(all);
    expect(combinations[0]?.people).toBe(combinationsShown + 3);
    expect(rest).toBe(1 + 2 + 3);
  });
});
