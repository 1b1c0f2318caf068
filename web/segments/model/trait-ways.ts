import type { ComputedClause, DateReading, TraitClause, WhereCondition } from '@cairn/rules/contracts/condition.js';

import { operatorsFor, withOperator } from './operators.js';

/** Days or years made of a date; undefined: the value itself. The comparison stays as far as it fits a number. */
export function withReading<T extends TraitClause | ComputedClause>(clause: T, as: DateReading | undefined): T {
  const { as: _old, ...params } = clause.params;
  if (as === undefined) return { ...clause, params };
  const fits = (operatorsFor.reading as readonly string[]).includes(clause.operator);
  const compared = fits ? clause : withOperator(clause, 'greaterThanInclusive');
  const value = compared.operator === 'exists' || compared.operator === 'missing' ? {} : { value: numeric(compared.value) };
  const { value: _value, ...rest } = compared;
  return { ...rest, ...value, params: { ...params, as } } as T;
}

function numeric(value: unknown): unknown {
  if (typeof value === 'number' || (typeof value === 'object' && value !== null && !Array.isArray(value))) return value;
  return Array.isArray(value) ? value.filter((item) => typeof item === 'number') : 30;
}

/** What must hold of its elements; undefined: its value is compared again. */
export function withTraitWhere(clause: TraitClause, where: WhereCondition | undefined): TraitClause {
  const { where: old, ...params } = clause.params;
  if (where === undefined) return { ...clause, params, operator: 'exists', ...(old && { value: undefined }) };
  if (old !== undefined) return { ...clause, params: { ...params, where } };
  return { ...clause, params: { ...params, where }, operator: 'equal', value: true };
}
