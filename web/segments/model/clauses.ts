import type { Clause, EventClause, MeasureName } from '@cairn/rules/contracts/condition.js';

import { operatorsFor, subjectOf, withOperator } from './operators.js';

/** What is asked, in the order of the picker's groups. */
export type Fact = Clause['fact'];

/** What may be asked: about a person, or also about the event that started it and the run. */
export type ConditionContext = 'person' | 'trigger';

const ofPerson: readonly Fact[] = ['event', 'trait', 'computed', 'segment', 'tag', 'funnel', 'consent', 'account', 'now', 'random'];

export function factsOf(context: ConditionContext): readonly Fact[] {
  return context === 'trigger' ? ['trigger', 'context', ...ofPerson] : ofPerson;
}

export function newClause(fact: Fact): Clause {
  switch (fact) {
    case 'trait':
      return { fact, params: { name: '' }, operator: 'equal', value: '' };
    case 'computed':
    case 'score':
      return { fact, params: { name: '' }, operator: 'greaterThanInclusive', value: 1 };
    case 'event':
      return { fact, params: { name: '' }, operator: 'greaterThanInclusive', value: 1 };
    case 'funnel':
      return { fact, params: { steps: [{ name: '' }, { name: '', within: { amount: 1, unit: 'day' } }] }, operator: 'equal', value: true };
    case 'segment':
    case 'tag':
      return { fact, params: { key: '' }, operator: 'equal', value: true };
    case 'consent':
      return { fact, params: { channel: 'email' }, operator: 'equal', value: true };
    case 'account':
      return { fact, params: { match: 'any' }, operator: 'equal', value: true };
    case 'now':
      return { fact, params: { part: 'hour' }, operator: 'greaterThanInclusive', value: 9 };
    case 'random':
      return { fact, params: { salt: '' }, operator: 'lessThan', value: 10 };
    case 'trigger':
      return { fact, path: 'properties.', operator: 'equal', value: '' };
    case 'context':
      return { fact, path: '', operator: 'equal', value: '' };
  }
}

/** A clause about something else, with what the two have in common: a comparison, a window, what must hold of the event. */
export function withFact(clause: Clause, next: Clause): Clause {
  if (clause.fact === next.fact) return { ...clause, params: { ...('params' in clause && clause.params), ...('params' in next && next.params) } } as Clause;
  if (clause.fact === 'event' && next.fact === 'funnel') {
    const { name, where, within } = clause.params;
    const [, ...rest] = next.params.steps;
    return { ...next, params: { ...next.params, steps: [{ name, ...(where && { where }) }, ...rest], ...(within && { within }) } };
  }
  if (clause.fact === 'funnel' && next.fact === 'event') {
    const [first] = clause.params.steps;
    const { within } = clause.params;
    return { ...next, params: { ...(first?.where && { where: first.where }), ...(within && { within }), ...next.params } };
  }
  if (isCompared(clause) && isCompared(next))
    return { ...next, operator: clause.operator, ...(clause.value !== undefined && { value: clause.value }) } as Clause;
  return next;
}

/** Clauses that compare one value of any type. */
function isCompared(clause: Clause): boolean {
  const { fact } = clause;
  if (fact === 'trait') return clause.params.where === undefined && clause.params.as === undefined;
  return fact === 'computed' || fact === 'score' || fact === 'trigger' || fact === 'context';
}

/** How often, as people say it. */
export const counts = ['atLeast', 'atMost', 'exactly', 'never'] as const;
export type Count = (typeof counts)[number];

/** What an event clause asks for: how often, a number compared in other ways, or what the events come to. */
export const measures = ['sum', 'average', 'min', 'max', 'first', 'last', 'mostFrequent', 'unique', 'daysSince'] as const satisfies readonly MeasureName[];
export type HowOften = Count | 'times' | (typeof measures)[number];

/** "greaterThan 1" and "at least 2" are one thing to a reader. Null: a comparison without such words. */
export function countOf(clause: EventClause): { count: Count; times: number } | null {
  const { operator, value, params } = clause;
  if ((params.measure ?? 'count') !== 'count') return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) return null;
  switch (operator) {
    case 'greaterThanInclusive':
      return { count: 'atLeast', times: value };
    case 'greaterThan':
      return { count: 'atLeast', times: value + 1 };
    case 'lessThanInclusive':
      return value === 0 ? { count: 'never', times: 0 } : { count: 'atMost', times: value };
    case 'lessThan':
      return value === 0 ? null : value === 1 ? { count: 'never', times: 0 } : { count: 'atMost', times: value - 1 };
    case 'equal':
      return value === 0 ? { count: 'never', times: 0 } : { count: 'exactly', times: value };
    default:
      return null;
  }
}

/** `times`: the number in its own field; absent where there is none, or where operator and value have fields of their own. */
export function howOftenOf(clause: EventClause): { kind: HowOften; times?: number } {
  const measure = clause.params.measure ?? 'count';
  if (measure !== 'count') return { kind: measure };
  const counted = countOf(clause);
  if (counted === null) return { kind: 'times' };
  return counted.count === 'never' ? { kind: 'never' } : { kind: counted.count, times: counted.times };
}

const operatorOf = { atLeast: 'greaterThanInclusive', atMost: 'lessThanInclusive', exactly: 'equal' } as const;

/** Another way to count or measure; event, window, where, and the number where there is one, stay. */
export function withHowOften(clause: EventClause, kind: HowOften, times?: number): EventClause {
  const { measure: _measure, ...params } = clause.params;
  const { property: _property, ...counting } = params;
  const known = times ?? countOf(clause)?.times ?? (typeof clause.value === 'number' ? clause.value : 1);
  const number = Math.max(1, Math.floor(known));
  if (kind === 'never') return { ...clause, params: counting, operator: 'equal', value: 0 };
  if (kind === 'times') return { ...clause, params: counting, operator: 'in', value: [number] };
  if (kind === 'atLeast' || kind === 'atMost' || kind === 'exactly') return { ...clause, params: counting, operator: operatorOf[kind], value: number };
  const next: EventClause = { ...clause, params: { ...(kind === 'daysSince' ? counting : params), measure: kind } };
  const subject = operatorsFor[subjectOf(kind)] as readonly string[];
  const fitting = subject.includes(next.operator) ? next : withOperator(next, 'greaterThanInclusive');
  if (kind === 'first' || kind === 'last' || kind === 'mostFrequent') return fitting;
  return fitting.value === undefined && fitting.operator !== 'exists' && fitting.operator !== 'missing' ? { ...fitting, value: number } : fitting;
}
