import { expect, test } from 'vitest';

import { kindOfValue, valueAs } from './trait-values.js';

test.each([
  ['5', 'number', 5],
  ['five', 'number', 0],
  [5, 'text', '5'],
  ['no', 'boolean', false],
  ['yes', 'boolean', true],
  [0, 'boolean', false],
  [null, 'text', ''],
  [null, 'boolean', true],
  ['plan', 'trigger', { trigger: 'plan' }],
  [{ trigger: 'plan' }, 'text', 'plan'],
  ['pro', 'clear', null],
] as const)('%o as %s is %o', (value, kind, expected) => {
  expect(valueAs(value, kind)).toEqual(expected);
  expect(kindOfValue(valueAs(value, kind))).toBe(kind);
});
