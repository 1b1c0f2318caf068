import { compileClause } from '../clauses/compile-clause.js';
import { type CompiledClause, mergeReads } from '../clauses/compiled-clause.js';
import type { Clause, Condition, NamedConditions } from '../contracts/condition.js';
import type { CompiledCondition, Facts } from '../contracts/facts.js';
import { timedBy, uniteTimedBy } from './timed-by.js';
import { traitReads } from './trait-reads.js';

type Evaluate = (facts: Facts) => boolean;
type NextChange = (facts: Facts) => number | undefined;

const none: NamedConditions = new Map();

/** Makes a validated condition ready to be asked often. Pure; throws a TypeError only for what validation refuses. */
export function compileCondition(condition: Condition, named: NamedConditions = none): CompiledCondition {
  const compiled: Compiling['compiled'] = [];
  const evaluate = compilePart(condition, { compiled, named, inside: new Set() });
  const clauses = compiled.map(([, clause]) => clause);
  const changes = clauses.flatMap((clause) => clause.nextChangeAt?.bind(clause) ?? []);
  return {
    source: condition,
    evaluate,
    nextChangeAt: earliest(changes),
    reads: mergeReads(clauses.map((clause) => clause.reads)),
    traitReads: compiled.flatMap(([source, clause]) => traitReads(source, clause)),
    timedBy: uniteTimedBy(compiled.map(([source, clause]) => timedBy(source, clause))),
    isOutward: compiled.some(([{ fact }]) => outwardFacts.has(fact)),
    aggregates: [...new Map(clauses.flatMap((clause) => clause.aggregates ?? []).map((spec) => [spec.key, spec])).values()],
  };
}

/** Every clause, in the order written; what named conditions hold is not looked at. */
export function clausesOf(condition: Condition): Clause[] {
  if ('all' in condition) return condition.all.flatMap(clausesOf);
  if ('any' in condition) return condition.any.flatMap(clausesOf);
  if ('not' in condition) return clausesOf(condition.not);
  return 'condition' in condition ? [] : [condition];
}

const outwardFacts: ReadonlySet<Clause['fact']> = new Set(['now', 'random', 'trigger', 'context']);

interface Compiling {
  /** Every clause met, those of named conditions included. */
  compiled: [Clause, CompiledClause][];
  named: NamedConditions;
  /** Named conditions that are being compiled. */
  inside: ReadonlySet<string>;
}

function compilePart(condition: Condition, compiling: Compiling): Evaluate {
  if ('all' in condition) return compileAll(condition.all.map((part) => compilePart(part, compiling)));
  if ('any' in condition) return compileAny(condition.any.map((part) => compilePart(part, compiling)));
  if ('not' in condition) {
    const part = compilePart(condition.not, compiling);
    return (facts) => !part(facts);
  }
  if ('condition' in condition) return compileNamed(condition.condition, compiling);
  const clause = compileClause(condition);
  compiling.compiled.push([condition, clause]);
  return clause.evaluate;
}

function compileNamed(key: string, compiling: Compiling): Evaluate {
  const condition = compiling.named.get(key);
  if (condition === undefined || compiling.inside.has(key)) throw new TypeError(`Condition ${key} is unknown, or contains itself: validation refuses it.`);
  return compilePart(condition, { ...compiling, inside: new Set([...compiling.inside, key]) });
}

/** Short lists are the rule, and a call of a known function is cheaper than a loop over unknown ones. */
function compileAll(parts: Evaluate[]): Evaluate {
  const [a, b, c, d] = parts as [Evaluate, Evaluate, Evaluate, Evaluate];
  if (parts.length === 1) return a;
  if (parts.length === 2) return (facts) => a(facts) && b(facts);
  if (parts.length === 3) return (facts) => a(facts) && b(facts) && c(facts);
  if (parts.length === 4) return (facts) => a(facts) && b(facts) && c(facts) && d(facts);
  return (facts) => {
    for (const part of parts) if (!part(facts)) return false;
    return true;
  };
}

function compileAny(parts: Evaluate[]): Evaluate {
  const [a, b, c, d] = parts as [Evaluate, Evaluate, Evaluate, Evaluate];
  if (parts.length === 1) return a;
  if (parts.length === 2) return (facts) => a(facts) || b(facts);
  if (parts.length === 3) return (facts) => a(facts) || b(facts) || c(facts);
  if (parts.length === 4) return (facts) => a(facts) || b(facts) || c(facts) || d(facts);
  return (facts) => {
    for (const part of parts) if (part(facts)) return true;
    return false;
  };
}

/** The whole can change only when one of its clauses does. */
function earliest(changes: NextChange[]): NextChange {
  if (changes.length === 0) return () => undefined;
  return (facts) => {
    let soonest: number | undefined;
    for (const change of changes) {
      const at = change(facts);
      if (at !== undefined && (soonest === undefined || at < soonest)) soonest = at;
    }
    return soonest;
  };
}
