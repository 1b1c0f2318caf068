import { describe, expect, it } from 'vitest';

import { aggregateKey } from '../compile/aggregate-key.js';
import { compileCondition } from '../compile/compile-condition.js';
import type { Condition } from '../contracts/condition.js';
import type { Explanation, Facts } from '../contracts/facts.js';
import { someFacts } from '../contracts/some-facts.js';
import { explainCondition } from './explain.js';
import { randomPair } from './random-conditions.js';
import { namedConditions } from './random-facts.js';
import { seededRandom } from './seeded-random.js';

const now = Date.UTC(2026, 0, 31);
const tier: Condition = { fact: 'trait', params: { name: 'tier' }, operator: 'equal', value: 'vip' };
const orders: Condition = { fact: 'event', params: { name: 'Order' }, operator: 'greaterThan', value: 5 };
const facts: Facts = someFacts({
  now,
  trait: (name) => (name === 'tier' ? 'basic' : undefined),
  aggregate: (key) => (key === aggregateKey({ name: 'Order' }) ? { count: 7, recent: [now], days: {} } : undefined),
});

describe('explainCondition', () => {
  it('answers every clause with its place and what was found, those without effect too', async () => {
    const city: Condition = { fact: 'trait', params: { name: 'city' }, operator: 'exists' };
    expect(await explainCondition({ all: [tier, { not: { any: [orders, city] } }] }, facts)).toEqual({
      kind: 'all',
      result: false,
      parts: [
        { kind: 'clause', result: false, at: 'all.0', clause: tier, actual: 'basic' },
        {
          kind: 'not',
          result: false,
          parts: [
            {
              kind: 'any',
              result: true,
              parts: [
                { kind: 'clause', result: true, at: 'all.1.not.any.0', clause: orders, actual: 7 },
                { kind: 'clause', result: false, at: 'all.1.not.any.1', clause: city },
              ],
            },
          ],
        },
      ],
    } satisfies Explanation);
  });

  it('explains a single clause, with no place', async () => {
    expect(await explainCondition(tier, facts)).toMatchObject({ kind: 'clause', at: '', result: false, actual: 'basic' });
  });

  it('says what the closures say, at the root and in every part', async () => {
    const random = seededRandom(3);
    for (let n = 0; n < 500; n += 1) {
      const pair = randomPair(random);
      expectSame(pair.condition, await explainCondition(pair.condition, pair.facts, namedConditions), pair.facts);
    }
  });

  it('mixes nothing up when many run at once', async () => {
    const random = seededRandom(4);
    const pairs = Array.from({ length: 200 }, () => randomPair(random));
    const explained = await Promise.all(pairs.map(async (pair) => await explainCondition(pair.condition, pair.facts, namedConditions)));
    for (const [n, pair] of pairs.entries()) expectSame(pair.condition, explained[n] as Explanation, pair.facts);
  });
});

function expectSame(condition: Condition, explanation: Explanation, of: Facts): void {
  expect(explanation.result).toBe(compileCondition(condition, namedConditions).evaluate(of));
  if (explanation.kind === 'clause') return;
  const parts =
    'all' in condition
      ? condition.all
      : 'any' in condition
        ? condition.any
        : 'not' in condition
          ? [condition.not]
          : 'condition' in condition
            ? [namedConditions.get(condition.condition) as Condition]
            : [];
  expect(explanation.parts).toHaveLength(parts.length);
  for (const [n, part] of parts.entries()) expectSame(part, explanation.parts[n] as Explanation, of);
}
