import { aggregateSpecOfTrait } from '../compile/aggregate-key.js';
import { compileWhere } from '../compile/compile-where.js';
import { fuseTrait } from '../compile/fused.js';
import { compilePath } from '../compile/path.js';
import type { TraitClause } from '../contracts/condition.js';
import type { Facts } from '../contracts/facts.js';
import { durationMs } from '../time/duration.js';
import { isReference } from './comparison.js';
import { type CompiledClause, nextTurn } from './compiled-clause.js';
import { dateClause } from './date-reading.js';
import { valueClause } from './values.js';

export function compileTrait(clause: TraitClause): CompiledClause {
  const { name, as, where } = clause.params;
  const path = compilePath(clause.path);
  const read = (facts: Facts) => path(facts.trait(name));
  const reads = { traits: [name] };
  if (as !== undefined) return dateClause(as, read, clause, reads);
  if (where !== undefined) {
    const matches = compileWhere(where);
    return { evaluate: (facts) => matches(read(facts)) === clause.value, reads };
  }
  const compared = valueClause(read, clause, reads);
  if (clause.params.for !== undefined) return heldClause(clause, compared);
  const fused = clause.path || isReference(clause.value) ? undefined : fuseTrait(name, clause.operator, clause.value);
  return fused ? { ...compared, evaluate: fused } : compared;
}

/** "Has been so for": true now, and of a value that did not change since. */
function heldClause(clause: TraitClause, compared: CompiledClause): CompiledClause {
  const { name, for: length } = clause.params;
  const spec = aggregateSpecOfTrait({ name, ...(clause.path && { path: clause.path }) });
  const lengthMs = length ? durationMs(length) : 0;
  const heldAt = (facts: Facts) => heldSince(facts, spec.key, name);
  const evaluate = (facts: Facts) => compared.evaluate(facts) && facts.now - heldAt(facts) >= lengthMs;
  return {
    ...compared,
    evaluate,
    nextChangeAt: (facts) => {
      const comparedTurn = compared.nextChangeAt?.(facts);
      return nextTurn(facts, [heldAt(facts) + lengthMs, ...(comparedTurn === undefined ? [] : [comparedTurn])], evaluate);
    },
    aggregates: [spec],
  };
}

/** ms UTC. What was never set is as it is for ever; while it is not known, since just now. */
function heldSince(facts: Facts, key: string, name: string): number {
  const held = facts.aggregate(key)?.held;
  if (held) return held.since?.at ?? Number.POSITIVE_INFINITY;
  return facts.trait(name) === undefined ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}
