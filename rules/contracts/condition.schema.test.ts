import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import { compileCondition } from '../compile/compile-condition.js';
import { randomPair } from '../engine/random-conditions.js';
import { seededRandom } from '../engine/seeded-random.js';
import { validateCondition } from '../engine/validate.js';
import type { Condition } from './condition.js';
import { conditionJsonSchema, conditionSchema, conditionSchemaVersion } from './condition.schema.js';

describe('the published schema', () => {
  it('is what was published: a change is made on purpose', async () => {
    await expect(`${JSON.stringify(conditionJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(`./condition-schema-v${conditionSchemaVersion}.snap`);
  });

  it('takes whatever validation takes, as zod and as JSON Schema', () => {
    const published = z.fromJSONSchema(conditionJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    const random = seededRandom(11);
    for (let n = 0; n < 500; n += 1) {
      const { condition } = randomPair(random);
      expect(conditionSchema.safeParse(condition).success, JSON.stringify(condition)).toBe(true);
      expect(published.safeParse(condition).success, JSON.stringify(condition)).toBe(true);
    }
  });

  it.each<[string, unknown]>([
    ['an operator nobody knows', { fact: 'trait', params: { name: 'x' }, operator: 'resembles', value: 1 }],
    ['an operator of the database', { $where: 'true' }],
    ['an empty group', { any: [] }],
    ['a stray key', { fact: 'trait', params: { name: 'x' }, operator: 'exists', also: 1 }],
    ['a window of nothing', { fact: 'event', params: { name: 'x', within: {} }, operator: 'equal', value: 1 }],
  ])('refuses %s', (_, condition) => {
    const published = z.fromJSONSchema(conditionJsonSchema() as Parameters<typeof z.fromJSONSchema>[0]);
    expect([conditionSchema.safeParse(condition).success, published.safeParse(condition).success]).toEqual([false, false]);
  });
});

/** Definitions as they were stored, with what profiles keep for them: neither may change, or what is stored is lost. */
const stored: [Condition, keys: string[]][] = [
  [{ fact: 'trait', params: { name: 'tier' }, operator: 'equal', value: 'vip' }, []],
  [{ fact: 'trait', params: { name: 'address' }, path: 'city%2ename', operator: 'in', value: ['Berlin', null, 3] }, []],
  [{ fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 2 }, ['575ddb22d505c6ec']],
  [{ fact: 'event', params: { name: 'Order*', within: { amount: 30, unit: 'day' } }, operator: 'equal', value: 0 }, ['446cba82b24c5a82']],
  [
    {
      fact: 'event',
      params: {
        name: 'Order Completed',
        where: {
          all: [
            { fact: 'property', path: 'items.*.sku', operator: 'equal', value: 'a' },
            { not: { fact: 'property', path: 'total', operator: 'lessThan', value: 9 } },
          ],
        },
        within: { amount: 1, unit: 'week' },
      },
      operator: 'in',
      value: [1, 2],
    },
    ['b9b8a3cc3b009b3e'],
  ],
  [{ all: [{ not: { fact: 'segment', params: { key: 'loyal' }, operator: 'equal', value: true } }] }, []],
  [
    { fact: 'event', params: { name: 'Order', measure: 'sum', property: 'total', within: { amount: 90, unit: 'day' } }, operator: 'greaterThan', value: 100 },
    ['ebddef7b6804d8ad'],
  ],
  [{ fact: 'event', params: { name: 'Order', measure: 'last', property: 'plan' }, operator: 'equal', value: 'pro' }, ['45154a5f830049ee']],
  [{ fact: 'event', params: { name: 'Order', measure: 'unique', property: 'items.*.sku' }, operator: 'greaterThan', value: 3 }, ['328c06576bb3aae5']],
  [
    { fact: 'event', params: { name: 'Order', measure: 'mostFrequent', property: 'sku', within: { amount: 1, unit: 'week' } }, operator: 'exists' },
    ['a661a3f4f72861e7'],
  ],
  [{ fact: 'trait', params: { name: 'plan', for: { amount: 7, unit: 'day' } }, operator: 'equal', value: 'vip' }, ['4c7ded2d9db4f08d']],
  [{ fact: 'trait', params: { name: 'home', for: { amount: 1, unit: 'hour' } }, path: 'city', operator: 'exists' }, ['1e15041ef97130a5']],
  [
    { fact: 'funnel', params: { steps: [{ name: 'Viewed' }, { name: 'Order' }], by: 'sku' }, operator: 'equal', value: true },
    ['73dd392dc6f2b880', 'a661a3f4f72861e7'],
  ],
];

describe('a stored definition', () => {
  it.each(stored)('%j works, and asks for what is kept', (condition, keys) => {
    expect(validateCondition(condition)).toEqual([]);
    expect(compileCondition(condition).aggregates.map(({ key }) => key)).toEqual(keys);
  });
});
