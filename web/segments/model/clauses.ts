import type { Clause, ClauseValue, Duration, EventClause, OperatorName, PropertyClause, WhereCondition, Window } from '@cairn/rules/contracts/condition.js';

/** Those that a row has controls for; the others are edited as JSON. */
export type Fact = 'trait' | 'event' | 'segment' | 'trigger';

/** What may be asked: about a person, or also about the event that started it. */
export type ConditionContext = 'person' | 'trigger';

export function factsOf(context: ConditionContext): Fact[] {
  return context === 'trigger' ? ['trigger', 'trait', 'event', 'segment'] : ['trait', 'event', 'segment'];
}

/** Operators on one value, in the order people look for them. */
export const valueOperators: OperatorName[] = [
  'equal',
  'notEqual',
  'exists',
  'missing',
  'greaterThan',
  'greaterThanInclusive',
  'lessThan',
  'lessThanInclusive',
  'contains',
  'doesNotContain',
  'startsWith',
  'endsWith',
  'in',
  'notIn',
  'before',
  'after',
  'matches',
];

export type ValueType = 'text' | 'number' | 'boolean';
export type ValueInput = 'none' | 'number' | 'text' | 'list' | 'date' | 'typed';

/** Which control asks for an operator's value. */
export function inputOf(operator: OperatorName): ValueInput {
  switch (operator) {
    case 'exists':
    case 'missing':
      return 'none';
    case 'greaterThan':
    case 'greaterThanInclusive':
    case 'lessThan':
    case 'lessThanInclusive':
      return 'number';
    case 'in':
    case 'notIn':
      return 'list';
    case 'before':
    case 'after':
      return 'date';
    case 'equal':
    case 'notEqual':
      return 'typed';
    default:
      return 'text';
  }
}

export function typeOf(value: ClauseValue | undefined): ValueType {
  if (typeof value === 'number') return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return 'text';
}

/** The same value in another type, as far as it has one there: strict types make `"9"` and `9` different questions. */
export function convert(value: ClauseValue | undefined, type: ValueType): ClauseValue | undefined {
  if (type === 'boolean') return value === true || value === 'true';
  if (type === 'number') {
    const number = Number(value);
    return value === undefined || value === '' || typeof value === 'boolean' || Number.isNaN(number) ? undefined : number;
  }
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value);
}

interface Comparison {
  operator: OperatorName;
  value?: ClauseValue;
}

/** Another operator on the same clause; the value is kept wherever it still means something. */
export function withOperator<T extends Comparison>(clause: T, operator: OperatorName): T {
  const { value, ...rest } = clause;
  const kept = keptValue(value, inputOf(operator));
  return (kept === undefined ? { ...rest, operator } : { ...rest, operator, value: kept }) as T;
}

function keptValue(value: ClauseValue | undefined, input: ValueInput): ClauseValue | undefined {
  switch (input) {
    case 'none':
      return undefined;
    case 'number':
      return convert(value, 'number');
    case 'list':
      return Array.isArray(value) ? value : value === undefined || value === '' || !isPlainValue(value) ? [] : [value];
    case 'date':
      return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined;
    case 'text':
      return Array.isArray(value) ? (typeof value[0] === 'string' ? value[0] : '') : convert(value, 'text');
    case 'typed':
      return Array.isArray(value) ? (value[0] ?? '') : isPlainValue(value) ? value : '';
  }
}

function isPlainValue(value: ClauseValue | undefined): value is string | number | boolean | null | undefined {
  return typeof value !== 'object' || value === null;
}

export function newClause(fact: Fact): Clause {
  switch (fact) {
    case 'trait':
      return { fact: 'trait', params: { name: '' }, operator: 'equal', value: '' };
    case 'event':
      return { fact: 'event', params: { name: '' }, operator: 'greaterThanInclusive', value: 1 };
    case 'segment':
      return { fact: 'segment', params: { key: '' }, operator: 'equal', value: true };
    case 'trigger':
      return { fact: 'trigger', path: 'properties.', operator: 'equal', value: '' };
  }
}

/** How often, as people say it. */
export const counts = ['atLeast', 'atMost', 'exactly', 'never'] as const;
export type Count = (typeof counts)[number];

/** "greaterThan 1" and "at least 2" are one thing to a reader. Null: a comparison that the row has no words for (edited as JSON). */
export function countOf(clause: EventClause): { count: Count; times: number } | null {
  const { operator, value, params } = clause;
  if ((params.measure ?? 'count') !== 'count') return null;
  if (operator === 'exists') return { count: 'atLeast', times: 1 };
  if (operator === 'missing') return { count: 'never', times: 0 };
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

export function withCount(clause: EventClause, count: Count, times: number): EventClause {
  const whole = Math.max(1, Math.floor(times));
  if (count === 'never') return { ...clause, operator: 'equal', value: 0 };
  return { ...clause, operator: count === 'atLeast' ? 'greaterThanInclusive' : count === 'atMost' ? 'lessThanInclusive' : 'equal', value: whole };
}

/** The property clauses of a `where` that is a plain "all of these"; null for anything more, which is edited as JSON. */
export function whereRows(where: WhereCondition | undefined): PropertyClause[] | null {
  if (where === undefined) return [];
  if ('fact' in where) return [where];
  if (!('all' in where)) return null;
  return where.all.every((part): part is PropertyClause => 'fact' in part) ? where.all : null;
}

export function withWhere(clause: EventClause, rows: PropertyClause[]): EventClause {
  const { where: _old, ...params } = clause.params;
  return { ...clause, params: rows.length === 0 ? params : { ...params, where: { all: rows } } };
}

/** A sliding window that ends now; undefined: none, or another kind. */
export function plainWindow(window: Window | undefined): Duration | undefined {
  return window !== undefined && 'amount' in window && window.ago === undefined ? window : undefined;
}

/** Can the row show every part of this clause? */
export function isPlain(clause: Clause): clause is Extract<Clause, { fact: Fact }> {
  switch (clause.fact) {
    case 'event': {
      const { within, where } = clause.params;
      return countOf(clause) !== null && whereRows(where)?.every(hasPlainValue) === true && (within === undefined || plainWindow(within) !== undefined);
    }
    case 'trait': {
      const { as, for: length, where } = clause.params;
      return as === undefined && length === undefined && where === undefined && hasPlainValue(clause);
    }
    case 'segment':
      return clause.params.for === undefined;
    case 'trigger':
      return hasPlainValue(clause);
    default:
      return false;
  }
}

/** The row's controls know text, numbers, yes and no, dates and lists. */
function hasPlainValue({ operator, value }: Comparison): boolean {
  return valueOperators.includes(operator) && (Array.isArray(value) || isPlainValue(value));
}
