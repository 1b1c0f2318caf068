import { describe, expect, it } from 'vitest';

import { conditionSchema } from '../contracts/condition.schema.js';
import { type ValidateOptions, validateCondition, validateMatcher } from './validate.js';

const tier = { fact: 'trait', params: { name: 'tier' }, operator: 'equal', value: 'vip' };
const orders = { fact: 'event', params: { name: 'Order Completed', within: { amount: 30, unit: 'day' } }, operator: 'greaterThanInclusive', value: 2 };
const total = { fact: 'property', path: 'total', operator: 'greaterThan', value: 10 };
const nested = (levels: number): unknown => (levels === 0 ? tier : { not: nested(levels - 1) });
const inMatcher = (where: unknown) => ({ ...orders, params: { name: 'x', where } });

describe('validateCondition accepts', () => {
  it.each<[string, unknown, ValidateOptions?]>([
    ['a clause', tier],
    ['groups', { all: [tier, { any: [orders, { not: tier }] }] }],
    ['a path', { ...tier, path: 'address.lines.0' }],
    ['a where', inMatcher({ all: [total, { not: total }] })],
    [
      'elements of a list',
      inMatcher({
        all: [
          { ...total, path: 'items.*.price' },
          { ...total, path: 'items.*.sku' },
        ],
      }),
    ],
    ['the trigger, where there is one', { fact: 'trigger', path: 'properties.total', operator: 'exists' }, { allowTrigger: true }],
    ['a segment that exists', { fact: 'segment', params: { key: 'vip' }, operator: 'equal', value: true }, { segments: new Set(['vip']) }],
    ['any segment when none are named', { fact: 'segment', params: { key: 'vip' }, operator: 'equal', value: false }],
    ['twenty levels', nested(19)],
    ['0 times', { ...orders, operator: 'equal', value: 0 }],
    ['comparing with null', { ...tier, value: null }],
  ])('%s', (_, condition, options) => {
    expect(validateCondition(condition, options)).toEqual([]);
    expect(conditionSchema.safeParse(condition).success).toBe(true);
  });
});

describe('validateCondition refuses, and names the place:', () => {
  it.each<[string, unknown, string, string]>([
    ['an unknown operator', { all: [tier, { ...tier, operator: 'like' }] }, 'all.1.operator', 'unknown-operator'],
    ['an inherited operator', { ...tier, operator: 'constructor' }, 'operator', 'unknown-operator'],
    ['an operator with a decorator', { ...tier, operator: 'someFact:equal' }, 'operator', 'unknown-operator'],
    ['an unknown fact', { ...tier, fact: 'weather' }, 'fact', 'unknown-fact'],
    ['nothing', null, '', 'not-an-object'],
    ['a list', [tier], '', 'not-an-object'],
    ['no kind', {}, '', 'unknown-shape'],
    ['two kinds', { all: [tier], any: [tier] }, '', 'unknown-shape'],
    ['an empty all', { any: [{ all: [] }] }, 'any.0.all', 'empty-list'],
    ['an empty any', { any: [] }, 'any', 'empty-list'],
    ['all of no list', { all: tier }, 'all', 'not-a-list'],
    ['an unknown key', { ...tier, priority: 3 }, 'priority', 'unknown-key'],
    ['a key that reaches for prototypes', JSON.parse('{"all":[],"__proto__":{}}'), '__proto__', 'unknown-key'],
    ['21 levels', nested(20), Array(20).fill('not').join('.'), 'too-deep'],
    ['501 clauses', { all: Array(501).fill(tier) }, '', 'too-many-clauses'],
    ['a trait without a name', { ...tier, params: { name: '' } }, 'params.name', 'missing-name'],
    ['no params', { fact: 'trait', operator: 'exists' }, 'params', 'missing-params'],
    ['a path through a prototype', { ...tier, path: 'a.__proto__.b' }, 'path', 'forbidden-path'],
    ['a path through a constructor', { ...tier, path: 'constructor' }, 'path', 'forbidden-path'],
    ['a path with an empty name', { ...tier, path: 'a..b' }, 'path', 'invalid-path'],
    ['JSONPath', { ...tier, path: 'items.*.sku' }, 'path', 'invalid-path'],
    ['text for a number', { ...tier, operator: 'greaterThan', value: '10' }, 'value', 'wrong-value-type'],
    ['NaN', { ...tier, operator: 'lessThan', value: Number.NaN }, 'value', 'wrong-value-type'],
    ['a value for exists', { ...tier, operator: 'exists' }, 'value', 'unexpected-value'],
    ['no value for equal', { fact: 'trait', params: { name: 'a' }, operator: 'equal' }, 'value', 'wrong-value-type'],
    ['an object as a value', { ...tier, value: { fact: 'trait' } }, 'value', 'wrong-value-type'],
    ['a single value for in', { ...tier, operator: 'in' }, 'value', 'wrong-value-type'],
    ['an empty list for in', { ...tier, operator: 'in', value: [] }, 'value', 'empty-list'],
    ['a list in a list', { ...tier, operator: 'in', value: [['a']] }, 'value', 'wrong-value-type'],
    ['a date that is none', { ...tier, operator: 'before', value: '2026-02-30' }, 'value', 'wrong-value-type'],
    ['an empty text for startsWith', { ...tier, operator: 'startsWith', value: '' }, 'value', 'wrong-value-type'],
    ['an empty text for contains', { ...tier, operator: 'contains', value: '' }, 'value', 'wrong-value-type'],
    ['look-ahead', { ...tier, operator: 'matches', value: 'a(?=b)' }, 'value', 'invalid-pattern'],
    ['a back-reference', { ...tier, operator: 'matches', value: '(a)\\1' }, 'value', 'invalid-pattern'],
    ['a long pattern', { ...tier, operator: 'matches', value: 'a'.repeat(513) }, 'value', 'pattern-too-long'],
    ['a window of nothing', { ...orders, params: { name: 'x', within: { amount: 0, unit: 'day' } } }, 'params.within', 'invalid-window'],
    ['a window in months', { ...orders, params: { name: 'x', within: { amount: 1, unit: 'month' } } }, 'params.within', 'invalid-window'],
    ['a window of a century', { ...orders, params: { name: 'x', within: { amount: 5_300, unit: 'week' } } }, 'params.within', 'invalid-window'],
    ['a * in the middle', { ...orders, params: { name: 'Or*er' } }, 'params.name', 'invalid-name'],
    ['exists of a count', { fact: 'event', params: { name: 'x' }, operator: 'exists' }, 'operator', 'operator-for-count'],
    ['a count of minus one', { ...orders, value: -1 }, 'value', 'wrong-value-type'],
    ['a trait in a where', inMatcher({ any: [total, tier] }), 'params.where.any.1.fact', 'unknown-fact'],
    ['an unknown operator in a where', inMatcher({ not: { ...total, operator: '$gt' } }), 'params.where.not.operator', 'unknown-operator'],
    ['three lists at once', inMatcher({ all: ['a.*.x', 'b.*.x', 'c.*.x'].map((path) => ({ ...total, path })) }), 'params.where', 'too-many-lists'],
    ['the trigger where there is none', { fact: 'trigger', path: 'name', operator: 'exists' }, '', 'trigger-not-allowed'],
    ['a segment by another operator', { fact: 'segment', params: { key: 'vip' }, operator: 'notEqual', value: true }, 'operator', 'unknown-operator'],
    ['a segment as text', { fact: 'segment', params: { key: 'vip' }, operator: 'equal', value: 'yes' }, 'value', 'wrong-value-type'],
    ['an unknown segment', { fact: 'segment', params: { key: 'nope' }, operator: 'equal', value: true }, 'params.key', 'unknown-segment'],
  ])('%s', (_, condition, path, code) => {
    const problems = validateCondition(condition, { segments: new Set(['vip']) });
    expect(problems.map((problem) => [problem.path, problem.code])).toContainEqual([path, code]);
    for (const { message } of problems) expect(message).toMatch(/^\S.*\.$/s);
  });

  it('refuses the trigger only by its path when a trigger exists', () => {
    const problems = validateCondition({ fact: 'trigger', path: 'context.ip', operator: 'exists' }, { allowTrigger: true });
    expect(problems).toEqual([expect.objectContaining({ path: 'path', code: 'invalid-path' })]);
  });

  it('never throws, and stays short, whatever it is given', () => {
    const inputs: unknown[] = [
      undefined,
      0,
      'x',
      true,
      Symbol.iterator,
      () => 1,
      new Date(),
      { all: Array(10_000).fill(null) },
      { fact: {}, params: 1, operator: {}, value: () => 1 },
    ];
    for (const input of inputs) {
      const problems = validateCondition(input);
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.length).toBeLessThanOrEqual(100);
    }
  });
});

describe('validateMatcher', () => {
  it.each<[unknown, string[]]>([
    [{ name: 'Order Completed' }, []],
    [{ name: 'Order*', where: total }, []],
    [{ name: '' }, ['name missing-name']],
    [{ where: total }, ['name missing-name']],
    ['Order', [' not-an-object']],
    [{ name: 'x', within: { amount: 1, unit: 'day' } }, ['within unknown-key']],
    [{ name: 'x', where: { all: [{ ...total, operator: 'x' }] } }, ['where.all.0.operator unknown-operator']],
  ])('of %j says %j', (matcher, expected) => {
    expect(validateMatcher(matcher).map(({ path, code }) => `${path} ${code}`)).toEqual(expected);
  });
});
