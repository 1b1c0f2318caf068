import { expect, test } from 'vitest';

import { compositionOf, isCutIntoRanges, valuesShown } from './composition.js';

test('lists and objects are not told apart: they are among the others', () => {
  const counts = [
    { value: 7, people: 9 },
    { value: ['a'], people: 4 },
    { value: 'DE', people: 3 },
  ];
  expect(compositionOf({ counts, absent: 2 }, 18)).toEqual({
    values: [
      { value: 7, people: 9 },
      { value: 'DE', people: 3 },
    ],
    others: 4,
    absent: 2,
  });
});

test('only so many values are told apart, and nobody is lost', () => {
  const counts = Array.from({ length: valuesShown + 5 }, (_, n) => ({ value: `v${n}`, people: 10 }));
  const { values, others } = compositionOf({ counts, absent: 0 }, 150);
  expect(values).toHaveLength(valuesShown);
  expect(others).toBe(50);
});

test('whoever left meanwhile makes nobody negative', () => {
  expect(compositionOf({ counts: [{ value: 'a', people: 5 }], absent: 0 }, 4).others).toBe(0);
});

test.each([
  [{ isNumeric: true, distinct: valuesShown + 1 }, true],
  [{ isNumeric: true, distinct: valuesShown }, false],
  [{ isNumeric: false, distinct: 1_000 }, false],
])('%o is cut into ranges: %s', (read, expected) => {
  expect(isCutIntoRanges(read)).toBe(expected);
});
