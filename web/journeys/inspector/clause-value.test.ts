import { describe, expect, test } from 'vitest';

import { clauseValueText, parseClauseValue } from './clause-value.js';

describe('a typed value', () => {
  test.each([
    ['9', 'equal', 9],
    ['"9"', 'equal', '9'],
    ['9.', 'equal', '9.'],
    ['007', 'equal', '007'],
    ['true', 'equal', true],
    ['null', 'equal', null],
    ['red shoes', 'equal', 'red shoes'],
    ['', 'equal', ''],
    ['a, 2, true', 'in', ['a', 2, true]],
  ] as const)('%s with %s is %o', (text, operator, value) => {
    expect(parseClauseValue(text, operator)).toEqual(value);
  });
  test.each([9, '9', true, 'true', null, 'red', '', ['a', 1]])('%o comes back the same', (value) => {
    expect(parseClauseValue(clauseValueText(value), Array.isArray(value) ? 'in' : 'equal')).toEqual(value);
  });
});
