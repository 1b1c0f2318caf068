import { describe, expect, it } from 'vitest';

import { type ClauseValue, type OperatorName, operatorNames } from '../contracts/condition.js';
import type { Found } from './operator.js';
import { operatorNamed, operators } from './operators.js';

type Row = [found: Found, value: ClauseValue | undefined, expected: boolean];

const absent: Found[] = [undefined];
const instant = '2026-02-28T12:00:00Z';

/** One row per behaviour: what is there, missing, null, of a wrong type. */
const table: { [Name in OperatorName]: Row[] } = {
  exists: [
    ['x', undefined, true],
    ['', undefined, true],
    [0, undefined, true],
    [false, undefined, true],
    [[], undefined, true],
    [{}, undefined, true],
    [null, undefined, false],
    [undefined, undefined, false],
  ],
  missing: [
    ['', undefined, false],
    [0, undefined, false],
    [[], undefined, false],
    [null, undefined, true],
    [undefined, undefined, true],
  ],
  equal: [
    ['vip', 'vip', true],
    ['VIP', 'vip', false],
    [1, 1, true],
    [1, '1', false],
    ['1', 1, false],
    [true, true, true],
    [true, 'true', false],
    [1, true, false],
    [null, null, true],
    [undefined, null, false],
    [undefined, 'x', false],
    [['vip'], 'vip', false],
    [{ a: 1 }, 'vip', false],
    [0, -0, true],
  ],
  notEqual: [
    ['vip', 'vip', false],
    [1, '1', true],
    [null, null, false],
    [null, 'x', true],
    [undefined, 'x', true],
    [undefined, null, true],
    [['vip'], 'vip', true],
  ],
  in: [
    ['a', ['a', 'b'], true],
    ['c', ['a', 'b'], false],
    [1, ['1'], false],
    ['1', [1, '1'], true],
    [null, [null, 1], true],
    [undefined, ['a'], false],
    [undefined, [null, 'a'], false],
    [['a'], ['a'], false],
    ['a', ['ab'], false],
  ],
  notIn: [
    ['a', ['a', 'b'], false],
    ['c', ['a', 'b'], true],
    [1, ['1'], true],
    [null, [null, 1], false],
    [undefined, ['a'], true],
    [['a'], ['a'], true],
  ],
  lessThan: [
    [9, 10, true],
    [10, 10, false],
    ['9', 10, false],
    [null, 10, false],
    [undefined, 10, false],
    [false, 10, false],
    [[1], 10, false],
  ],
  lessThanInclusive: [
    [10, 10, true],
    [10.1, 10, false],
    ['10', 10, false],
    [null, 0, false],
    [undefined, 10, false],
  ],
  greaterThan: [
    [11, 10, true],
    [10, 10, false],
    ['9', 10, false],
    ['11', 10, false],
    [null, -1, false],
    [undefined, -1, false],
    [true, 0, false],
  ],
  greaterThanInclusive: [
    [10, 10, true],
    [9, 10, false],
    ['10', 10, false],
    [null, 0, false],
    [undefined, 0, false],
  ],
  contains: [
    ['shoes and socks', 'shoes', true],
    ['Shoes', 'shoes', false],
    [['a', 'b'], 'a', true],
    [['ab'], 'a', false],
    [[1], 1, true],
    [['1'], 1, false],
    [[null], null, true],
    ['12', 1, false],
    [null, 'x', false],
    [undefined, 'x', false],
    [{ a: 'a' }, 'a', false],
    [[{ a: 1 }], 'a', false],
  ],
  doesNotContain: [
    ['shoes', 'shoes', false],
    [['a'], 'b', true],
    [['a'], 'a', false],
    [null, 'x', true],
    [undefined, 'x', true],
    [12, '1', true],
  ],
  startsWith: [
    ['Order Completed', 'Order', true],
    ['An Order', 'Order', false],
    ['Ord', 'Order', false],
    [['Order'], 'Order', false],
    [null, 'n', false],
    [undefined, 'u', false],
    [10, '1', false],
  ],
  endsWith: [
    ['a@example.com', '@example.com', true],
    ['a@example.com.au', '@example.com', false],
    ['m', 'com', false],
    [null, 'l', false],
    [undefined, 'd', false],
  ],
  matches: [
    ['a@example.com', '@example\\.com$', true],
    ['a@exampleXcom', '@example\\.com$', false],
    ['VIP', '(?i)^vip$', true],
    [10, '1', false],
    [null, '.*', false],
    [undefined, '.*', false],
    [`${'a'.repeat(10_000)}z`, 'z', false],
    ['aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '^(a+)+$', false],
  ],
  before: [
    ['2026-02-28T11:59:59.999Z', instant, true],
    [instant, instant, false],
    ['2026-02-28T13:30:00+02:00', instant, true],
    ['2026-02-28', instant, true],
    ['2026-02-28T11:00', instant, true],
    ['2026-02-30', '2027-01-01', false],
    ['28.02.2026', '2027-01-01', false],
    ['2026', '2027-01-01', false],
    [1_700_000_000_000, '2027-01-01', false],
    [null, '2027-01-01', false],
    [undefined, '2027-01-01', false],
  ],
  after: [
    ['2026-02-28T12:00:00.001Z', instant, true],
    [instant, instant, false],
    ['2026-02-28T08:30:00-04:00', instant, true],
    ['tomorrow', instant, false],
    ['9999', instant, false],
    [1_900_000_000_000, instant, false],
    [null, instant, false],
    [undefined, instant, false],
  ],
};

describe.each(operatorNames)('%s', (name) => {
  it.each(table[name])('of %j and %j is %j', (found, value, expected) => {
    expect(operators[name].check(found, value)).toBe(expected);
    expect(operators[name].compile(value)(found)).toBe(expected);
  });

  it('has rows for an absent and a null fact', () => {
    expect(table[name].some(([found]) => absent.includes(found))).toBe(true);
    expect(table[name].some(([found]) => found === null)).toBe(true);
  });
});

describe('operatorNamed', () => {
  it.each(['constructor', '__proto__', 'toString', 'Equal', 'not:equal', ''])('knows no %s', (name) => {
    expect(operatorNamed(name)).toBeUndefined();
  });
});
