import type { OperatorName, TraitClause } from '@cairn/rules/contracts/condition.js';
import { operatorNames } from '@cairn/rules/contracts/condition.js';
import { operatorsFor as measuredBy } from '@cairn/rules/engine/validate-measure.js';
import { operators } from '@cairn/rules/operators/operators.js';
import { describe, expect, it } from 'vitest';

import { measures } from './clauses.js';
import { convert, operatorGroups, operatorsFor, subjectOf, takesOf, withOperator } from './operators.js';

const trait = (operator: OperatorName, value?: TraitClause['value']): TraitClause => ({
  fact: 'trait',
  params: { name: 'plan' },
  operator,
  ...(value === undefined ? {} : { value }),
});

describe('the menu of operators', () => {
  it('offers every operator of the language once', () => {
    expect(operatorGroups.flatMap(([, names]) => [...names] as OperatorName[]).sort()).toEqual([...operatorNames].sort());
  });

  it('knows what each is compared with, as the rules do', () => {
    expect(Object.fromEntries(operatorNames.map((name) => [name, takesOf(name)]))).toEqual(
      Object.fromEntries(operatorNames.map((name) => [name, operators[name].takes])),
    );
  });

  it('offers inside a where only what time does not change', () => {
    for (const name of operatorNames) expect((operatorsFor.property as readonly string[]).includes(name)).toBe(operators[name].edges === undefined);
  });

  it('offers for a measure only what the rules accept', () => {
    for (const measure of measures) {
      const accepted = measuredBy(measure);
      if (accepted) expect([...operatorsFor[subjectOf(measure)]].sort()).toEqual([...accepted].sort());
      else expect(subjectOf(measure)).toBe('value');
    }
  });
});

describe('changing an operator', () => {
  it.each<[string, TraitClause, OperatorName, TraitClause]>([
    ['keeps a text', trait('equal', 'gold'), 'contains', trait('contains', 'gold')],
    ['keeps a number where numbers are compared', trait('equal', 3), 'greaterThan', trait('greaterThan', 3)],
    ['makes a number of a text that is one', trait('equal', '3'), 'greaterThan', trait('greaterThan', 3)],
    ['drops what is no number', trait('equal', 'gold'), 'greaterThan', trait('greaterThan')],
    ['makes a list of a value', trait('equal', 'gold'), 'in', trait('in', ['gold'])],
    ['takes the first of a list', trait('in', ['gold', 'silver']), 'equal', trait('equal', 'gold')],
    ['keeps a list as a list', trait('in', ['gold', 3]), 'containsAny', trait('containsAny', ['gold', 3])],
    ['needs no value for "is known"', trait('equal', 'gold'), 'exists', trait('exists')],
    ['keeps an instant', trait('equal', '2026-01-01T00:00:00Z'), 'before', trait('before', '2026-01-01T00:00:00Z')],
    ['keeps another fact', trait('equal', { trait: 'wish' }), 'greaterThan', trait('greaterThan', { trait: 'wish' })],
    ['drops another fact where none may be', trait('equal', { trait: 'wish' }), 'matches', trait('matches', '')],
    ['gives a window where one is needed', trait('equal', 'x'), 'within', trait('within', { amount: 30, unit: 'day' })],
    ['keeps a length of time', trait('within', { amount: 2, unit: 'week' }), 'withinNext', trait('withinNext', { amount: 2, unit: 'week' })],
    ['gives a place where one is needed', trait('equal', 'x'), 'withinDistance', trait('withinDistance', { latitude: 0, longitude: 0, km: 10 })],
    ['makes ranges of a text', trait('equal', '10.0.0.0/8'), 'inIpRange', trait('inIpRange', ['10.0.0.0/8'])],
  ])('%s', (_name, before, operator, after) => {
    expect(withOperator(before, operator)).toEqual(after);
  });
});

describe('a value of another kind', () => {
  it.each([
    ['9', 'number', 9],
    ['nine', 'number', undefined],
    ['', 'number', undefined],
    [9, 'text', '9'],
    [true, 'text', 'true'],
    ['true', 'boolean', true],
    [undefined, 'boolean', false],
    ['x', 'null', null],
    ['x', 'trait', { trait: '' }],
    [{ trait: 'city' }, 'computed', { computed: 'city' }],
    [{ trait: 'city' }, 'trigger', { trigger: 'properties.city' }],
    [{ trait: 'city' }, 'text', 'city'],
  ] as const)('%j as %s is %j', (value, kind, expected) => {
    expect(convert(value, kind)).toEqual(expected);
  });
});
