import { compilePath } from '../compile/path.js';
import type { AccountClause, AccountCondition, ConsentClause, SegmentClause, TagClause } from '../contracts/condition.js';
import type { AccountFacts, ConditionReads, Facts } from '../contracts/facts.js';
import { durationMs } from '../time/duration.js';
import { compileComparison } from './comparison.js';
import { type CompiledClause, mergeReads, nextTurn } from './compiled-clause.js';

export function compileSegment({ params, value }: SegmentClause): CompiledClause {
  const { key } = params;
  const reads = { segments: [key] };
  if (params.for === undefined) return { evaluate: (facts) => facts.segment(key) === value, reads };
  return lastingClause(
    (facts) => facts.segment(key) === value,
    (facts) => facts.segmentSince(key) ?? Number.POSITIVE_INFINITY,
    durationMs(params.for),
    reads,
  );
}

export function compileTag({ params, value }: TagClause): CompiledClause {
  const { key } = params;
  const reads = { tags: [key] };
  if (params.for === undefined) return { evaluate: (facts) => facts.tag(key) === value, reads };
  return lastingClause(
    (facts) => facts.tag(key) === value,
    (facts) => facts.tagSince(key) ?? Number.NEGATIVE_INFINITY,
    durationMs(params.for),
    reads,
  );
}

function lastingClause(holds: (facts: Facts) => boolean, since: (facts: Facts) => number, lengthMs: number, reads: Partial<ConditionReads>): CompiledClause {
  const evaluate = (facts: Facts) => holds(facts) && facts.now - since(facts) >= lengthMs;
  return { evaluate, nextChangeAt: (facts) => nextTurn(facts, [since(facts) + lengthMs], evaluate), reads };
}

export function compileConsent({ params, value }: ConsentClause): CompiledClause {
  return { evaluate: (facts) => facts.consent(params.channel, params.topic) === value, reads: { consent: true } };
}

export function compileAccount({ params, value }: AccountClause): CompiledClause {
  const where = params.where && compileAbout(params.where);
  const holds = (account: AccountFacts, facts: Facts) => where === undefined || where.evaluate(account, facts);
  const matched = (facts: Facts): boolean => {
    const accounts = facts.accounts();
    if (params.match === 'any') return accounts.some((account) => holds(account, facts));
    if (params.match === 'none') return !accounts.some((account) => holds(account, facts));
    return accounts.length > 0 && accounts.every((account) => holds(account, facts));
  };
  const evaluate = (facts: Facts) => matched(facts) === value;
  return {
    evaluate,
    ...(where?.edges && {
      nextChangeAt: (facts) =>
        nextTurn(
          facts,
          facts.accounts().flatMap((account) => where.edges?.(account, facts) ?? []),
          evaluate,
        ),
    }),
    reads: mergeReads([{ accounts: { traits: [], segments: [] } }, where?.reads ?? {}]),
  };
}

interface About {
  evaluate(account: AccountFacts, facts: Facts): boolean;
  edges?(account: AccountFacts, facts: Facts): number[];
  reads: Partial<ConditionReads>;
}

function compileAbout(condition: AccountCondition): About {
  if ('all' in condition) return joined(condition.all.map(compileAbout), (parts, account, facts) => parts.every((part) => part.evaluate(account, facts)));
  if ('any' in condition) return joined(condition.any.map(compileAbout), (parts, account, facts) => parts.some((part) => part.evaluate(account, facts)));
  if ('not' in condition) return joined([compileAbout(condition.not)], ([part], account, facts) => !part?.evaluate(account, facts));
  if (condition.fact === 'people') {
    const { segment, share } = condition.params;
    return {
      evaluate: (account) => hasShare(account.people(segment), share) === condition.value,
      reads: { accounts: { traits: [], segments: [segment] } },
    };
  }
  const { name } = condition.params;
  const path = compilePath(condition.path);
  const { test, edges, reads } = compileComparison(condition);
  return {
    evaluate: (account, facts) => test(path(account.trait(name)), facts),
    ...(edges && { edges: (account, facts) => edges(path(account.trait(name)), facts) }),
    reads: mergeReads([reads, { accounts: { traits: [name], segments: [] } }]),
  };
}

function joined(parts: About[], evaluate: (parts: About[], account: AccountFacts, facts: Facts) => boolean): About {
  const timed = parts.filter((part) => part.edges);
  return {
    evaluate: (account, facts) => evaluate(parts, account, facts),
    ...(timed.length > 0 && { edges: (account, facts) => timed.flatMap((part) => part.edges?.(account, facts) ?? []) }),
    reads: mergeReads(parts.map((part) => part.reads)),
  };
}

/** `some`: one at least. Not counted yet: no answer is true. */
function hasShare(counted: 'all' | 'some' | 'none' | undefined, share: 'all' | 'some' | 'none'): boolean {
  return share === 'some' ? counted === 'some' || counted === 'all' : counted === share;
}
