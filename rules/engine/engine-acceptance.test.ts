import { Engine, type TopLevelCondition } from 'json-rules-engine';
import { describe, expect, it } from 'vitest';

import { compileCondition } from '../compile/compile-condition.js';
import type { Condition, NamedConditions, OperatorName } from '../contracts/condition.js';
import type { Json } from '../contracts/facts.js';
import { someFacts } from '../contracts/some-facts.js';
import { evaluateWithEngine } from './evaluate.js';
import { validateCondition } from './validate.js';

/**
 * What json-rules-engine's own tests demand of conditions (its suites on all, any, not, nesting, operators, paths, facts compared with facts, and shared
 * conditions), asked of the engine as it is, with its own operators, and of Cairn. Where Cairn answers otherwise, the row says so and DESIGN.md why.
 */

type Row = [behaviour: string, condition: Condition, traits: { [name: string]: Json }, engine: boolean, cairn?: boolean];

const is = (name: string, operator: OperatorName, value?: unknown, path?: string): Condition =>
  ({ fact: 'trait', params: { name }, operator, ...(value !== undefined && { value }), ...(path && { path }) }) as Condition;

/** The same condition over facts of those names, for the engine alone. */
function bare(condition: Condition): object {
  if ('all' in condition) return { all: condition.all.map(bare) };
  if ('any' in condition) return { any: condition.any.map(bare) };
  if ('not' in condition) return { not: bare(condition.not) };
  if ('condition' in condition) return condition;
  const { params, operator, value, path } = condition as { params: { name: string }; operator: string; value?: Json; path?: string };
  const other =
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? { fact: value.trait, ...(value.path && { path: `$.${String(value.path)}` }) }
      : value;
  return { fact: params.name, operator, value: other ?? null, ...(path && { path: `$.${path}` }) };
}

async function askEngine(condition: Condition, traits: { [name: string]: Json }, named: NamedConditions): Promise<boolean> {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const [key, inner] of named) engine.setCondition(key, { all: [bare(inner)] } as TopLevelCondition);
  engine.addRule({ conditions: { all: [bare(condition)] } as TopLevelCondition, event: { type: 'held' } });
  return (await engine.run(traits)).results.length > 0;
}

const middleAged: Condition = {
  all: [is('age', 'lessThan', 65), is('age', 'greaterThan', 21), { any: [is('income', 'lessThanInclusive', 100), is('family', 'lessThanInclusive', 3)] }],
};
const oldOrPoor: Condition = {
  any: [is('age', 'lessThan', 65), is('age', 'equal', 70), { all: [is('income', 'lessThanInclusive', 100), is('family', 'lessThanInclusive', 3)] }],
};
const thrice: Condition = { any: [{ all: [{ any: [is('income', 'lessThanInclusive', 100)] }, is('family', 'lessThanInclusive', 3)] }] };
const home = {
  street: 'Elm',
  state: { code: 'CO' },
  past: [
    { name: 'Joe', year: 2011 },
    { name: 'Jane', year: 2013 },
  ],
  'a.b': 'dotted',
};

const named: NamedConditions = new Map<string, Condition>([
  ['over-60', is('age', 'greaterThanInclusive', 60)],
  ['early', { all: [{ not: { condition: 'over-60' } }, is('retired', 'equal', true)] }],
]);

const rows: Row[] = [
  ['all: every part holds', { all: [is('age', 'lessThan', 50), is('age', 'greaterThan', 21)] }, { age: 30 }, true],
  ['all: one part does not', { all: [is('age', 'lessThan', 50), is('age', 'greaterThan', 21)] }, { age: 10 }, false],
  ['any: one part holds', { any: [is('age', 'lessThan', 50), is('age', 'equal', 70)] }, { age: 70 }, true],
  ['any: no part holds', { any: [is('age', 'lessThan', 50), is('age', 'equal', 70)] }, { age: 60 }, false],
  ['not: what does not hold', { not: is('age', 'greaterThanInclusive', 50) }, { age: 10 }, true],
  ['not: what holds', { not: is('age', 'greaterThanInclusive', 50) }, { age: 75 }, false],
  ['any in all', middleAged, { age: 30, income: 30, family: 2 }, true],
  ['any in all, in vain', middleAged, { age: 30, income: 200, family: 8 }, false],
  ['all in any', oldOrPoor, { age: 90, income: 30, family: 2 }, true],
  ['all in any, in vain', oldOrPoor, { age: 90, income: 200, family: 2 }, false],
  ['any in all in any', thrice, { income: 30, family: 1 }, true],
  ['any in all in any, in vain', thrice, { income: 30, family: 5 }, false],

  ['equal', is('age', 'equal', 50), { age: 50 }, true],
  ['equal, other', is('age', 'equal', 50), { age: 5 }, false],
  ['notEqual', is('age', 'notEqual', 50), { age: 5 }, true],
  ['notEqual, same', is('age', 'notEqual', 50), { age: 50 }, false],
  ['in', is('age', 'in', [5, 10, 15]), { age: 15 }, true],
  ['in, other', is('age', 'in', [5, 10, 15]), { age: 99 }, false],
  ['notIn', is('age', 'notIn', [5, 10, 15]), { age: 99 }, true],
  ['notIn, one of them', is('age', 'notIn', [5, 10, 15]), { age: 15 }, false],
  ['contains', is('ages', 'contains', 10), { ages: [5, 10, 15] }, true],
  ['contains, other', is('ages', 'contains', 10), { ages: [1, 2, 3] }, false],
  ['doesNotContain', is('ages', 'doesNotContain', 10), { ages: [1, 2, 3] }, true],
  ['doesNotContain, one of them', is('ages', 'doesNotContain', 10), { ages: [5, 10, 15] }, false],
  ['lessThan', is('age', 'lessThan', 50), { age: 49 }, true],
  ['lessThan, as many', is('age', 'lessThan', 50), { age: 50 }, false],
  ['lessThanInclusive', is('age', 'lessThanInclusive', 50), { age: 50 }, true],
  ['lessThanInclusive, more', is('age', 'lessThanInclusive', 50), { age: 51 }, false],
  ['greaterThan', is('age', 'greaterThan', 50), { age: 51 }, true],
  ['greaterThan, as many', is('age', 'greaterThan', 50), { age: 50 }, false],
  ['greaterThanInclusive', is('age', 'greaterThanInclusive', 50), { age: 50 }, true],
  ['greaterThanInclusive, fewer', is('age', 'greaterThanInclusive', 50), { age: 49 }, false],
  ['a comparison with null', is('age', 'lessThan', 50), { age: null }, false],
  ['a comparison with a list', is('age', 'lessThan', 50), { age: ['x'] }, false],
  ['a comparison with an object', is('age', 'lessThan', 50), { age: {} }, false],
  ['a comparison with a text that is no number', is('age', 'lessThan', 50), { age: 'young' }, false],
  ['a comparison with a text that is a number', is('age', 'lessThan', 50), { age: '30' }, true, false],
  ['contains, of null', is('age', 'contains', 10), { age: null }, false],
  ['doesNotContain, of null', is('age', 'doesNotContain', 10), { age: null }, false, true],
  ['doesNotContain, of a number', is('age', 'doesNotContain', 10), { age: 5 }, false, true],
  ['contains, of a text', is('name', 'contains', 'oh'), { name: 'John' }, false, true],

  ['a path', is('home', 'equal', 'CO', 'state.code'), { home }, true],
  ['a path to another value', is('home', 'equal', 'NY', 'state.code'), { home }, false],
  ['a path into a list', is('home', 'equal', 2011, 'past.0.year'), { home }, true],
  ['a path that leads nowhere', is('home', 'equal', 'x', 'no.such.0.path'), { home }, false],
  ['a path into what is no object', is('home', 'lessThan', 50, 'age'), { home: 14 }, true, false],

  ['another fact', is('height', 'lessThanInclusive', { trait: 'width' }), { height: 1, width: 2 }, true],
  ['another fact, in vain', is('height', 'lessThanInclusive', { trait: 'width' }), { height: 2, width: 1 }, false],
  ['a path into both', is('a', 'equal', { trait: 'b', path: 'm' }, 'f'), { a: { f: 20 }, b: { m: 20 } }, true],
  ['a path into both, in vain', is('a', 'equal', { trait: 'b', path: 'm' }, 'f'), { a: { f: 18 }, b: { m: 20 } }, false],
  ['a fact that is not there', is('gone', 'equal', true), {}, false],

  ['a shared condition', { all: [{ condition: 'over-60' }, is('retired', 'equal', true)] }, { age: 65, retired: true }, true],
  ['a shared condition, in vain', { all: [{ condition: 'over-60' }, is('retired', 'equal', true)] }, { age: 55, retired: true }, false],
  ['a shared condition in a shared condition', { all: [{ condition: 'early' }, is('asked', 'equal', true)] }, { age: 55, retired: true, asked: true }, true],
  ['a shared condition by itself', { condition: 'early' }, { age: 65, retired: true }, false],
];

describe('json-rules-engine by itself, and Cairn', () => {
  it.each(rows)('%s', async (_, condition, traits, engine, cairn = engine) => {
    expect(await askEngine(condition, traits, named)).toBe(engine);
    expect(validateCondition(condition, { conditions: named })).toEqual([]);
    const facts = someFacts({ now: 0, trait: (name) => traits[name] ?? undefined });
    expect(compileCondition(condition, named).evaluate(facts)).toBe(cairn);
    expect(await evaluateWithEngine(condition, facts, named)).toBe(cairn);
  });

  it.each<[string, unknown, string]>([
    ['a root that is none', { foo: true }, 'unknown-shape'],
    ['all that is no list', { all: { foo: true } }, 'not-a-list'],
    ['a clause without an operator', { all: [{ fact: 'trait', params: { name: 'x' }, value: 1 }] }, 'unknown-operator'],
    ['a clause without a fact', { all: [{ any: [{ operator: 'equal', value: 1 }] }] }, 'unknown-shape'],
    ['a shared condition that is not there', { condition: 'gone' }, 'unknown-condition'],
  ])('refuse %s', async (_, condition, code) => {
    expect(validateCondition(condition, { conditions: named }).map((problem) => problem.code)).toContain(code);
    await expect(
      (async () => {
        const engine = new Engine([{ conditions: condition as TopLevelCondition, event: { type: 'x' } }]);
        await engine.run();
      })(),
    ).rejects.toThrow();
  });
});
