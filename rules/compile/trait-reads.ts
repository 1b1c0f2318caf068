import { isReference } from '../clauses/comparison.js';
import type { CompiledClause } from '../clauses/compiled-clause.js';
import type { Clause, TraitClause } from '../contracts/condition.js';
import type { PlainValue, TraitRead } from '../contracts/facts.js';

/** How a clause reads traits. One that compares with fixed values asks only whether those came or went: a thousand segments, one a town, are not asked of a move between two of them. */
export function traitReads(clause: Clause, { reads }: CompiledClause): TraitRead[] {
  const names = reads.traits ?? [];
  const values = clause.fact === 'trait' ? comparedValues(clause) : undefined;
  if (clause.fact !== 'trait' || values === undefined) return names.map((name) => ({ name }));
  const { name } = clause.params;
  const others = names.filter((other) => other !== name).map((other) => ({ name: other }));
  return [{ name, ...(clause.path && { path: clause.path }), values }, ...others];
}

/** Undefined: whatever it becomes may matter. */
function comparedValues({ operator, value, params }: TraitClause): TraitRead['values'] {
  if (params.as !== undefined || params.where !== undefined || params.for !== undefined || isReference(value)) return undefined;
  if (operator === 'exists' || operator === 'missing') return [undefined];
  if (operator === 'equal' || operator === 'notEqual') return isPlainValue(value) ? [value] : undefined;
  if (operator === 'in' || operator === 'notIn') return Array.isArray(value) && value.every(isPlainValue) ? value : undefined;
  return undefined;
}

function isPlainValue(value: unknown): value is Exclude<PlainValue, object> | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
