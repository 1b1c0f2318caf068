import type { AllCondition, AnyCondition, Clause, Condition, EventClause, NotCondition, TraitClause, TriggerClause } from '../contracts/condition.js';
import type { CompiledCondition, FactEvent, Facts, Json } from '../contracts/facts.js';
import { operatorNamed } from '../operators/operators.js';
import { aggregateSpec } from './aggregate-key.js';
import { compileEventValue } from './compile-measure.js';
import { durationMs } from './duration.js';
import { fuseCount, fuseTrait } from './fused.js';
import { isoInstant } from './iso-instant.js';
import { compilePath } from './path.js';

type Evaluate = (facts: Facts) => boolean;
type NextChange = (facts: Facts) => number | undefined;

/** Makes a validated condition ready to be asked often. Pure; throws a TypeError only for what validation refuses. */
export function compileCondition(condition: Condition): CompiledCondition {
  const clauses = clausesOf(condition);
  const events = clauses.filter((clause) => clause.fact === 'event');
  const specs = events.map(({ params }) => aggregateSpec(params));
  return {
    source: condition,
    evaluate: compilePart(condition),
    nextChangeAt: earliest(events.flatMap((clause) => compileNextChange(clause) ?? [])),
    reads: {
      traits: unique(clauses.flatMap((clause) => (clause.fact === 'trait' ? [clause.params.name] : []))),
      events: unique(events.map((clause) => clause.params.name)),
      segments: unique(clauses.flatMap((clause) => (clause.fact === 'segment' ? [clause.params.key] : []))),
      tags: [],
      trigger: clauses.some((clause) => clause.fact === 'trigger'),
    },
    aggregates: [...new Map(specs.map((spec) => [spec.key, spec])).values()],
  };
}

/** Every clause, in the order written. */
export function clausesOf(condition: Condition): Clause[] {
  if ('all' in condition) return condition.all.flatMap(clausesOf);
  if ('any' in condition) return condition.any.flatMap(clausesOf);
  if ('not' in condition) return clausesOf(condition.not);
  return [condition];
}

/** What a trigger clause's path reads: `name`, `timestamp` (ISO 8601), else into `{properties}`. */
export function triggerReader(path: string): (event: FactEvent | undefined) => Json | undefined {
  if (path === 'name') return (event) => event?.name;
  if (path === 'timestamp') return (event) => (event === undefined ? undefined : isoInstant(event.timestamp));
  if (path === 'properties') return (event) => event?.properties;
  if (!path.startsWith('properties.')) return () => undefined;
  const read = compilePath(path.slice('properties.'.length));
  return (event) => read(event?.properties);
}

function compilePart(condition: Condition): Evaluate {
  if ('all' in condition) return compileAll(condition);
  if ('any' in condition) return compileAny(condition);
  if ('not' in condition) return compileNot(condition);
  if (condition.fact === 'trait') return compileTrait(condition);
  if (condition.fact === 'event') return compileEvent(condition);
  if (condition.fact === 'trigger') return compileTrigger(condition);
  if (condition.fact === 'segment') {
    const { value, params } = condition;
    const { key } = params;
    return (facts) => facts.segment(key) === value;
  }
  throw new TypeError(`Unknown fact ${String((condition as { fact: unknown }).fact)}: validation refuses it.`);
}

/** Short lists are the rule, and a call of a known function is cheaper than a loop over unknown ones. */
function compileAll({ all }: AllCondition): Evaluate {
  const parts = all.map(compilePart);
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

function compileAny({ any }: AnyCondition): Evaluate {
  const parts = any.map(compilePart);
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

function compileNot({ not }: NotCondition): Evaluate {
  const part = compilePart(not);
  return (facts) => !part(facts);
}

function compileTrait(clause: TraitClause): Evaluate {
  const test = testOf(clause);
  const { name } = clause.params;
  if (!clause.path) return fuseTrait(name, clause.operator, clause.value) ?? ((facts) => test(facts.trait(name)));
  const read = compilePath(clause.path);
  return (facts) => test(read(facts.trait(name)));
}

function compileEvent(clause: EventClause): Evaluate {
  const test = testOf(clause);
  const { measure = 'count', within } = clause.params;
  const { spec, valueAt } = compileEventValue(clause.params);
  if (measure !== 'count') return (facts) => test(valueAt(facts, facts.now));
  if (within === undefined) return (facts) => test(facts.aggregate(spec.key)?.count ?? 0);
  return fuseCount(spec.key, durationMs(within), clause.operator, clause.value) ?? ((facts) => test(valueAt(facts, facts.now)));
}

function compileTrigger(clause: TriggerClause): Evaluate {
  const test = testOf(clause);
  const read = triggerReader(clause.path);
  return (facts) => test(read(facts.trigger));
}

/** Undefined: time alone never changes it. */
function compileNextChange(clause: EventClause): NextChange | undefined {
  const { measure, within } = clause.params;
  if (within === undefined && measure !== 'daysSince') return undefined;
  const test = testOf(clause);
  const { nextChangeAt } = compileEventValue(clause.params);
  const turns = [clause.value].flat().filter((value) => typeof value === 'number');
  return (facts) => nextChangeAt(facts, test, turns);
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

function testOf(clause: TraitClause | EventClause | TriggerClause): (found: Json | undefined) => boolean {
  const operator = operatorNamed(clause.operator);
  if (operator === undefined) throw new TypeError(`Unknown operator ${clause.operator}: validation refuses it.`);
  return operator.compile(clause.value);
}

function unique(names: string[]): string[] {
  return [...new Set(names)];
}
