import { expect, it, test } from 'vitest';

import { inputOf, typedValue } from './trait-input.js';

test.each([['Bern'], [''], ['12'], [12.5], [0], [true], [false], [['a', 1]], [{ a: { b: null } }]])('%j comes back as it was', (value) => {
  expect(typedValue(inputOf(value))).toEqual(value);
});

test.each([
  ['number', ''],
  ['number', 'twelve'],
  ['number', '1e999'],
  ['boolean', 'yes'],
  ['json', '{a: 1}'],
  ['json', ''],
] as const)('as %s, “%s” is no value', (kind, text) => {
  expect(typedValue({ kind, text })).toBeUndefined();
});

it('begins empty where nothing was', () => {
  expect(inputOf(undefined)).toEqual({ kind: 'text', text: '' });
});
