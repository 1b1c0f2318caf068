import type { Clause, Condition, PropertyClause, WhereCondition } from '@cairn/rules/contracts/condition.js';
import { randomPair } from '@cairn/rules/engine/random-conditions.js';
import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import { describe, expect, it } from 'vitest';

import { changeBetween } from './change.js';
import { clausesOf, rowOf } from './places.js';
import { groupAt, isGroup, toCondition, toQuery, withGroupAt } from './query.js';
import { toGroup, toTree } from './tree.js';

const leaf = (name: string): Clause => ({ fact: 'trait', params: { name }, operator: 'exists' });
const deep: Condition = { all: [leaf('a'), { not: { any: [leaf('b'), { all: [leaf('c'), { not: leaf('d') }] }] } }, { any: [leaf('e')] }] };

describe('places', () => {
  it('of clauses in a condition are those of the builder’s rows', () => {
    const query = toQuery(deep);
    for (const { row, path, clause } of clausesOf(deep)) {
      const group = groupAt(query, row.slice(0, -1));
      const found = group?.rules[row.at(-1) ?? 0];
      expect(found !== undefined && !isGroup(found) && found.value).toBe(clause);
      expect(rowOf(deep, path)).toEqual(row);
      // A place inside the clause is its row too.
      expect(rowOf(deep, `${path}.params.name`)).toEqual(row);
    }
  });

  it.each<[Condition, string, number[] | undefined]>([
    [leaf('a'), '', [0]],
    [leaf('a'), 'params.name', [0]],
    [{ not: leaf('a') }, 'not.params.name', [0]],
    [deep, '', undefined],
    [deep, 'all.1.not.any', [1]],
    [{ all: [] }, 'all', undefined],
  ])('of %j at %s', (condition, path, row) => expect(rowOf(condition, path)).toEqual(row));

  it('are found in any condition of the language, which the rows give back as it was', () => {
    const random = seededRandom(7);
    for (let n = 0; n < 500; n += 1) {
      const { condition } = randomPair(random);
      // "Not any of" one thing is "not" it; from then on nothing changes any more.
      const shown = toCondition(toQuery(condition));
      expect(toCondition(toQuery(shown))).toEqual(shown);
      expect(clausesOf(shown).map(({ clause }) => clause)).toEqual(clausesOf(condition).map(({ clause }) => clause));
      for (const { row, path } of clausesOf(condition)) expect(rowOf(condition, path)).toEqual(row);
    }
  });

  it('of a group lead to it, and it is changed in its place', () => {
    const query = toQuery(deep);
    const inner = groupAt(query, [1, 1]);
    expect(inner && toCondition(inner)).toEqual({ all: [leaf('c'), { not: leaf('d') }] });
    const changed = withGroupAt(query, [1, 1], { combinator: 'any', rules: [] });
    expect(toCondition(changed)).toEqual({ all: [leaf('a'), { not: { any: [leaf('b'), { any: [] }] } }, { any: [leaf('e')] }] });
    expect(groupAt(query, [0])).toBeUndefined();
  });
});

describe('a tree inside a row', () => {
  const property = (path: string): PropertyClause => ({ fact: 'property', path, operator: 'exists' });
  it.each<WhereCondition>([
    { all: [property('a'), { any: [property('b'), { not: property('c') }] }] },
    { not: { any: [property('a'), property('b')] } },
    { not: { all: [property('a')] } },
    { any: [{ not: { any: [{ any: [property('a')] }] } }] },
  ])('is read and written back: %j', (where) => expect(toTree(toGroup(where))).toEqual(where));

  it('leaves no empty group behind', () => {
    expect(toTree({ combinator: 'all', rows: [{ combinator: 'any', rows: [] }] })).toBeUndefined();
  });
});

describe('the name of a change', () => {
  it.each<[string, Condition, Condition, ReturnType<typeof changeBetween>]>([
    ['added', { all: [leaf('a')] }, { all: [leaf('a'), leaf('b')] }, { kind: 'add', clause: leaf('b') }],
    ['removed', { all: [leaf('a'), leaf('a')] }, { all: [leaf('a')] }, { kind: 'remove', clause: leaf('a') }],
    ['changed', { all: [leaf('a'), leaf('b')] }, { all: [leaf('a'), leaf('c')] }, { kind: 'change', clause: leaf('c') }],
    ['arranged', { all: [leaf('a'), leaf('b')] }, { any: [leaf('b'), leaf('a')] }, { kind: 'arrange' }],
    ['rewritten', { all: [leaf('a'), leaf('b')] }, { all: [leaf('c'), leaf('d')] }, { kind: 'rewrite' }],
  ])('%s', (_, before, after, change) => expect(changeBetween(before, after)).toEqual(change));
});
