import { describe, expect, it } from 'vitest';

import { compileCondition } from '../compile/compile-condition.js';
import { compileWhere } from '../compile/compile-where.js';
import { compileAggregate } from '../compile/fold-aggregate.js';
import type { Condition, WhereCondition } from '../contracts/condition.js';
import type { AggregateSpec, AggregateState, Json } from '../contracts/facts.js';
import { someFacts } from '../contracts/some-facts.js';
import { conditionCost, costBudget, whereCost } from './cost.js';
import { mostClauses, mostValues, validateCondition } from './validate.js';

const now = Date.UTC(2026, 10, 25, 12);
const hour = 3_600_000;

/** Counts every look at an entry of a list or object, however deep. */
function counting<T>(value: T, count: { looks: number }): T {
  if (typeof value !== 'object' || value === null) return value;
  const inner = new Map<PropertyKey, unknown>();
  return new Proxy(value, {
    get(target, name) {
      const found = Reflect.get(target, name) as unknown;
      if (typeof name === 'symbol' || typeof found === 'function') return found;
      count.looks += 1;
      if (typeof found === 'object' && found !== null && !inner.has(name)) inner.set(name, counting(found, count));
      return inner.get(name) ?? found;
    },
  });
}

/** As full as it gets: thousands of events over years. */
function fullest(spec: AggregateSpec): AggregateState | undefined {
  const add = compileAggregate({ ...spec, params: { ...spec.params, name: '*' } });
  let state: AggregateState | undefined;
  for (let n = 0; n < 3_000; n += 1) {
    const timestamp = now - ((n * 7_919) % 30_000) * hour;
    state = add(state, { messageId: `m${n}`, name: 'x', timestamp, properties: { v: (n * 31) % 977, t: `t${n % 300}` }, traits: { a: n % 2 } });
  }
  return state;
}

const window = { amount: 500, unit: 'week' } as const;
const event = (more: object, operator = 'greaterThan', value: unknown = 1e9): Condition =>
  ({ fact: 'event', params: { name: 'x', within: window, ...more }, operator, value }) as unknown as Condition;

/** Each made so that the answer never turns: every move of the window is looked at. */
const dear: [string, Condition][] = [
  ['counts', event({})],
  ['sums', event({ measure: 'sum', property: 'v' })],
  ['averages', event({ measure: 'average', property: 'v' })],
  ['least values', event({ measure: 'min', property: 'v' }, 'lessThan', -1)],
  ['first values', event({ measure: 'first', property: 'v' }, 'equal', 'x')],
  ['last times', event({ measure: 'last' }, 'equal', 'x')],
  ['distinct values', event({ measure: 'unique', property: 't' })],
  ['most frequent values', event({ measure: 'mostFrequent', property: 't' }, 'equal', 'x')],
  ['days since', event({ measure: 'daysSince' }, 'in', [1e5, 2e5])],
  ['calendar windows', event({ within: { calendar: 'month', ago: 6, count: 6 } })],
  [
    'funnels',
    {
      fact: 'funnel',
      params: {
        steps: ['x', 'y', 'z'].map((name, at) => ({ name, ...(at > 0 && { within: window }), ...(at === 2 && { absent: true as const }) })),
        within: window,
      },
      operator: 'equal',
      value: true,
    },
  ],
];

describe('a condition as dear as validation lets it be', () => {
  it.each(dear)('of %s takes no more work than was reckoned', (_, clause) => {
    const fits = (many: number) => validateCondition({ any: Array.from({ length: many }, () => clause) }).length === 0;
    let many = mostClauses;
    while (!fits(many)) many = Math.floor(many * 0.9);
    const condition: Condition = { any: Array.from({ length: many }, () => clause) };
    const compiled = compileCondition(condition);
    const count = { looks: 0 };
    const states = new Map(compiled.aggregates.map((spec) => [spec.key, counting(fullest(spec), count)]));
    const facts = someFacts({ now, aggregate: (key) => states.get(key) });
    compiled.evaluate(facts);
    compiled.nextChangeAt(facts);
    // A look takes a few steps.
    expect(count.looks).toBeGreaterThan(many);
    expect(count.looks).toBeLessThanOrEqual(costBudget);
    expect(conditionCost(condition)).toBeLessThanOrEqual(costBudget);
  });
});

describe('a where', () => {
  const same = (path: string, value: Json): WhereCondition => ({ fact: 'property', path, operator: 'equal', value: value as string });
  const full = { items: Array.from({ length: 2_000 }, () => ({ a: 1 })), others: Array.from({ length: 2_000 }, () => ({ b: 1 })) };
  /** A `not` in a `not` in a …, each about both lists. */
  const nested = (depth: number): WhereCondition =>
    depth === 0 ? same('items.*.a', 2) : { all: [{ any: [same('items.*.a', 2), same('others.*.b', 1)] }, { not: nested(depth - 1) }] };

  it.each<[string, WhereCondition]>([
    ['one list', same('items.*.a', 2)],
    ['two lists', { any: [same('items.*.a', 2), same('others.*.b', 2)] }],
    ['negations in negations', nested(10)],
  ])('about %s takes no more work than was reckoned', (_, where) => {
    const count = { looks: 0 };
    compileWhere(where)(counting(full, count) as unknown as Json);
    expect(count.looks).toBeGreaterThan(500);
    // Some looks to find each element.
    expect(count.looks).toBeLessThanOrEqual(whereCost(where) * 3);
  });
});

describe('a hostile definition', () => {
  const clause = { fact: 'trait', params: { name: 'x' }, operator: 'equal', value: 1 };
  const wide = (many: number) => ({ all: Array.from({ length: many }, () => ({ ...clause })) });
  const deep = (levels: number): unknown => {
    let made: unknown = clause;
    for (let n = 0; n < levels; n += 1) made = { not: made };
    return made;
  };

  it.each<[string, unknown, string, string]>([
    ['10,000 clauses', wide(10_000), '', 'too-large'],
    ['600 clauses', wide(600), '', 'too-many-clauses'],
    ['depth 100', deep(100), 'not.'.repeat(19).concat('not'), 'too-deep'],
    ['depth 10,000', deep(10_000), 'not.'.repeat(19).concat('not'), 'too-deep'],
    ['a pattern that takes long', { ...clause, operator: 'matches', value: '(?i)[\\pL\\pN\\pS\\pP]{0,300}!' }, '', 'too-costly'],
    ['a pattern of many repetitions', { ...clause, operator: 'matches', value: '((a{30}){30})'.repeat(30) }, 'value', 'pattern-too-long'],
    ['many patterns', { any: Array.from({ length: 100 }, () => ({ ...clause, operator: 'matches', value: 'a+b' })) }, 'any.21.value', 'too-costly'],
  ])('of %s is refused with little work', (_, definition, path, code) => {
    const count = { looks: 0 };
    expect(validateCondition(counting(definition, count)).map((problem) => [problem.path, problem.code])).toEqual([[path, code]]);
    expect(count.looks).toBeLessThanOrEqual(mostValues * 10);
  });
});
