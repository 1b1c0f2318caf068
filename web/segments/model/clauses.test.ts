import type { Clause, EventClause, FunnelClause, OperatorName } from '@cairn/rules/contracts/condition.js';
import { validateCondition } from '@cairn/rules/engine/validate.js';
import { describe, expect, it } from 'vitest';

import { countOf, counts, factsOf, howOftenOf, measures, newClause, withFact, withHowOften } from './clauses.js';
import { movedSteps, withStepKind } from './funnel.js';
import { withPart } from './now.js';
import { isComplete } from './query.js';
import { withReading, withTraitWhere } from './trait-ways.js';
import { kindOfWindow, namedWindows, type WindowKind, withKind } from './windows.js';

const event = (operator: OperatorName, value?: number): EventClause => ({
  fact: 'event',
  params: { name: 'Order Completed' },
  operator,
  ...(value === undefined ? {} : { value }),
});
const faults = (clause: unknown): string[] => validateCondition(clause, { allowTrigger: true }).map(({ path, code }) => `${path} ${code}`);

describe('how often', () => {
  it.each<[EventClause, ReturnType<typeof countOf>]>([
    [event('greaterThanInclusive', 2), { count: 'atLeast', times: 2 }],
    [event('greaterThan', 1), { count: 'atLeast', times: 2 }],
    [event('lessThanInclusive', 3), { count: 'atMost', times: 3 }],
    [event('lessThan', 1), { count: 'never', times: 0 }],
    [event('equal', 0), { count: 'never', times: 0 }],
    [event('equal', 4), { count: 'exactly', times: 4 }],
    [event('notEqual', 4), null],
  ])('%o reads as %o', (clause, expected) => {
    expect(countOf(clause)).toEqual(expected);
  });

  it('is written back so that it reads the same, and keeps window, where and property', () => {
    const within = { amount: 3, unit: 'day' } as const;
    const where = { fact: 'property', path: 'total', operator: 'greaterThan', value: 50 } as const;
    const clause: EventClause = { ...event('greaterThanInclusive', 2), params: { name: 'x', within, where, measure: 'sum', property: 'total' } };
    for (const kind of [...counts, 'times' as const, ...measures]) {
      const changed = withHowOften(clause, kind);
      expect(howOftenOf(changed).kind).toBe(kind);
      expect(changed.params).toMatchObject({ name: 'x', within, where });
      if (changed.value !== undefined) expect(faults(changed)).toEqual([]);
      if (kind === 'average') expect(changed.params.property).toBe('total');
    }
    expect(withHowOften(clause, 'atMost', 5)).toMatchObject({ operator: 'lessThanInclusive', value: 5 });
  });
});

describe('a new condition', () => {
  it.each(factsOf('trigger'))('on %s is whole once its names are filled in, and not before, where it needs one', (fact) => {
    const blank = newClause(fact);
    const text = JSON.stringify(blank);
    const filled = JSON.parse(text.replaceAll('""', '"x"').replaceAll('"properties."', '"properties.x"')) as Clause;
    expect(faults(filled)).toEqual([]);
    expect(isComplete(filled)).toBe(true);
    expect(isComplete(blank)).toBe(text === JSON.stringify(filled));
  });

  it('carries over what two facts have in common', () => {
    const city: Clause = { fact: 'trait', params: { name: 'city' }, operator: 'contains', value: 'Berlin' };
    expect(withFact(city, { ...newClause('computed'), params: { name: 'home' } } as Clause)).toEqual({
      fact: 'computed',
      params: { name: 'home' },
      operator: 'contains',
      value: 'Berlin',
    });
    const ordered: Clause = { ...event('equal', 3), params: { name: 'Order', within: { calendar: 'month' } } };
    expect(withFact(ordered, { ...event('greaterThanInclusive', 1), params: { name: 'Refund' } })).toEqual({
      ...ordered,
      params: { name: 'Refund', within: { calendar: 'month' } },
    });
    const funnel = withFact(ordered, newClause('funnel')) as FunnelClause;
    expect(funnel.params).toMatchObject({ within: { calendar: 'month' }, steps: [{ name: 'Order' }, { name: '' }] });
  });
});

describe('windows', () => {
  const kinds: WindowKind[] = ['ever', 'within', 'ended', ...namedWindows, 'calendar', 'dates'];
  it.each(kinds)('of kind %s come from every other kind, and are accepted', (kind) => {
    for (const from of kinds) {
      const window = withKind(withKind(undefined, from, '2026-01-01'), kind, '2026-01-01');
      expect(kindOfWindow(window)).toBe(kind);
      const clause = { ...event('equal', 1), params: { name: 'x', ...(window && { within: window }) } };
      expect(faults(clause)).toEqual([]);
    }
  });

  it('keep their length', () => {
    expect(withKind({ amount: 3, unit: 'week' }, 'ended', '')).toEqual({ amount: 3, unit: 'week', ago: { amount: 3, unit: 'week' } });
  });
});

describe('the steps of a funnel', () => {
  const where = { fact: 'property', path: 'sku', operator: 'exists' } as const;
  const steps = [{ name: 'a' }, { name: 'b', where, within: { amount: 2, unit: 'hour' as const } }, { name: 'c' }];

  it('lose their time only where they come first', () => {
    expect(movedSteps(steps, 1, -1)).toEqual([{ name: 'b', where }, { name: 'a' }, { name: 'c' }]);
    expect(movedSteps(steps, 1, 1)).toEqual([steps[0], steps[2], steps[1]]);
    expect(movedSteps(steps, 2, 1)).toBe(steps);
  });

  it('keep time, event and where when their kind changes', () => {
    const [, second] = steps as [object, (typeof steps)[1] & { name: string }];
    expect(withStepKind(second as never, 'absent')).toEqual({ ...second, absent: true });
    expect(withStepKind({ ...second, absent: true } as never, 'thenWithin')).toEqual(second);
  });
});

describe('ways to ask a trait', () => {
  const birthday = { fact: 'trait', params: { name: 'birthday' }, operator: 'startsWith', value: '1990' } as const;
  it('as days, and back', () => {
    const days = withReading(birthday, 'daysUntilAnniversary');
    expect(faults(days)).toEqual([]);
    expect(withReading(days, undefined).params).toEqual({ name: 'birthday' });
  });

  it('by its elements', () => {
    const where = withTraitWhere(birthday, { all: [{ fact: 'property', path: '*.kind', operator: 'equal', value: 'dog' }] });
    expect(faults(where)).toEqual([]);
    expect(withTraitWhere(where, undefined)).toMatchObject({ operator: 'exists', params: { name: 'birthday' } });
  });
});

describe('another part of the time', () => {
  it.each(['instant', 'date', 'hour', 'weekday', 'month'] as const)('%s is asked by what it can be', (part) => {
    for (const from of ['hour', 'date', 'instant'] as const) {
      const clause = withPart(withPart(newClause('now') as never, from), part);
      if (clause.value !== undefined) expect(faults(clause)).toEqual([]);
      expect(clause.params.part).toBe(part);
    }
  });
});
