import { compileEventValue } from '../compile/compile-measure.js';
import { fuseCount } from '../compile/fused.js';
import type { ClauseValue, EventClause } from '../contracts/condition.js';
import type { Facts } from '../contracts/facts.js';
import { compileComparison, isReference } from './comparison.js';
import { type CompiledClause, factsAt, mergeReads, nextTurn } from './compiled-clause.js';

export function compileEvent(clause: EventClause): CompiledClause {
  const { measure = 'count', within, name } = clause.params;
  const { spec, value, edges, nextChangeAt: nextOf, slidingMs, reads } = compileEventValue(clause.params);
  const compared = compileComparison(clause);
  const evaluate = (facts: Facts) => compared.test(value(facts), facts);
  const isTimed = within !== undefined || measure === 'daysSince' || compared.edges !== undefined;
  const nextChangeAt = (facts: Facts) => {
    const turns = numbersIn(compared.against(facts));
    const { edges: ofDate } = compared;
    if (ofDate === undefined) return nextOf(facts, (found) => compared.test(found, facts), turns);
    // A date that is measured: whichever it becomes, time may turn the answer on it.
    const own = edges(facts, turns);
    const ofValues = [facts.now, ...own].flatMap((at) => ofDate(value(factsAt(facts, at)), facts));
    return nextTurn(facts, [...own, ...ofValues], evaluate);
  };
  const fused =
    measure === 'count' && !isReference(clause.value) && slidingMs !== undefined ? fuseCount(spec.key, slidingMs, clause.operator, clause.value) : undefined;
  return {
    evaluate: fused ?? evaluate,
    ...(isTimed && { nextChangeAt }),
    reads: mergeReads([{ events: [name] }, compared.reads, reads]),
    aggregates: [spec],
  };
}

function numbersIn(value: ClauseValue | undefined): number[] {
  return (Array.isArray(value) ? value : [value]).filter((one) => typeof one === 'number');
}
