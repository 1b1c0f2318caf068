import { compilePath } from '../compile/path.js';
import type { ComputedClause, ContextClause, RandomClause, TriggerClause } from '../contracts/condition.js';
import type { ConditionReads, Facts } from '../contracts/facts.js';
import type { Found } from '../operators/operator.js';
import { compileComparison } from './comparison.js';
import { type CompiledClause, mergeReads, nextTurn } from './compiled-clause.js';
import { dateClause } from './date-reading.js';
import { bucketOf } from './random-bucket.js';
import { triggerReader } from './trigger-reader.js';

/** A clause that reads one value and compares it. */
export function valueClause(read: (facts: Facts) => Found, clause: Parameters<typeof compileComparison>[0], reads: Partial<ConditionReads>): CompiledClause {
  const { test, edges, reads: compared } = compileComparison(clause);
  const evaluate = (facts: Facts) => test(read(facts), facts);
  return {
    evaluate,
    reads: mergeReads([reads, compared]),
    ...(edges && { nextChangeAt: (facts) => nextTurn(facts, edges(read(facts), facts), evaluate) }),
  };
}

export function compileComputed(clause: ComputedClause): CompiledClause {
  const { name, as } = clause.params;
  const path = compilePath(clause.path);
  const read = (facts: Facts) => path(facts.computed(name));
  const reads = { computed: [name] };
  return as === undefined ? valueClause(read, clause, reads) : dateClause(as, read, clause, reads);
}

export function compileTrigger(clause: TriggerClause): CompiledClause {
  const read = triggerReader(clause.path);
  return valueClause((facts) => read(facts.trigger), clause, { trigger: true });
}

export function compileContext(clause: ContextClause): CompiledClause {
  const read = compilePath(clause.path);
  return valueClause((facts) => read(facts.context), clause, { trigger: true });
}

export function compileRandom(clause: RandomClause): CompiledClause {
  const { salt } = clause.params;
  return valueClause((facts) => bucketOf(facts.profileId, salt), clause, {});
}
