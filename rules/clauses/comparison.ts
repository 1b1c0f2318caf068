import { compilePath } from '../compile/path.js';
import type { ClauseValue, OperatorName, Reference } from '../contracts/condition.js';
import type { ConditionReads, Facts } from '../contracts/facts.js';
import type { Found } from '../operators/operator.js';
import { operatorNamed } from '../operators/operators.js';
import { zoneTraits } from './compiled-clause.js';
import { triggerReader } from './trigger-reader.js';

/** `operator value` made ready for whatever is found. */
export interface CompiledComparison {
  test(found: Found, facts: Facts): boolean;
  /** Instants at which time alone may turn the answer. Absent: none. */
  edges?(found: Found, facts: Facts): number[];
  /** What it is compared with, at this moment. */
  against(facts: Facts): ClauseValue | undefined;
  reads: Partial<ConditionReads>;
}

export function compileComparison({ operator: name, value }: { operator: OperatorName; value?: ClauseValue }): CompiledComparison {
  const operator = operatorNamed(name);
  if (operator === undefined) throw new TypeError(`Unknown operator ${name}: validation refuses it.`);
  if (isReference(value)) {
    const { read, reads } = compileReference(value);
    const against = (facts: Facts) => read(facts) as ClauseValue | undefined;
    return { test: (found, facts) => operator.check(found, against(facts), facts), against, reads };
  }
  const test = operator.compile(value);
  if (operator.edges === undefined) return { test, against: () => value, reads: {} };
  // Where the zone is asked for depends on what is found: a day without a time begins with it.
  return { test, edges: (found, facts) => operator.edges?.(found, value, facts) ?? [], against: () => value, reads: { traits: [...zoneTraits] } };
}

const referenceKeys = ['trait', 'computed', 'trigger', 'context'] as const;

export function isReference(value: unknown): value is Reference {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && referenceKeys.some((key) => Object.hasOwn(value, key));
}

function compileReference(reference: Reference): { read: (facts: Facts) => Found; reads: Partial<ConditionReads> } {
  if ('trait' in reference) {
    const path = compilePath(reference.path);
    return { read: (facts) => path(facts.trait(reference.trait)), reads: { traits: [reference.trait] } };
  }
  if ('computed' in reference) {
    const path = compilePath(reference.path);
    return { read: (facts) => path(facts.computed(reference.computed)), reads: { computed: [reference.computed] } };
  }
  if ('trigger' in reference) {
    const read = triggerReader(reference.trigger);
    return { read: (facts) => read(facts.trigger), reads: { trigger: true } };
  }
  const path = compilePath(reference.context);
  return { read: (facts) => path(facts.context), reads: { trigger: true } };
}
