import type { ClauseValue, OperatorName } from '../contracts/condition.js';
import type { AggregateState, Facts } from '../contracts/facts.js';
import { hasAtLeast } from './aggregates.js';

type Evaluate = (facts: Facts) => boolean;

/**
 * The commonest clauses as one function each: a call through an unknown operator costs as much as the comparison itself. Undefined: there is no
 * such short cut. The differential test holds these to the operators.
 */
export function fuseTrait(name: string, operator: OperatorName, value: ClauseValue | undefined): Evaluate | undefined {
  if (operator === 'exists') return (facts) => facts.trait(name) != null;
  if (operator === 'missing') return (facts) => facts.trait(name) == null;
  if (typeof value === 'number') return fuseNumber(name, operator, value);
  if (typeof value !== 'string') return undefined;
  if (operator === 'equal') return (facts) => facts.trait(name) === value;
  if (operator === 'notEqual') return (facts) => facts.trait(name) !== value;
  if (operator === 'startsWith') return (facts) => begins(facts.trait(name), value);
  if (operator === 'endsWith') return (facts) => ends(facts.trait(name), value);
  if (operator === 'contains') return (facts) => holds(facts.trait(name), value);
  return undefined;
}

function begins(found: unknown, value: string): boolean {
  return typeof found === 'string' && found.startsWith(value);
}

function ends(found: unknown, value: string): boolean {
  return typeof found === 'string' && found.endsWith(value);
}

function holds(found: unknown, value: string): boolean {
  return typeof found === 'string' ? found.includes(value) : Array.isArray(found) && found.includes(value);
}

function fuseNumber(name: string, operator: OperatorName, value: number): Evaluate | undefined {
  switch (operator) {
    case 'equal':
      return (facts) => facts.trait(name) === value;
    case 'notEqual':
      return (facts) => facts.trait(name) !== value;
    case 'greaterThan':
      return (facts) => above(facts.trait(name), value);
    case 'lessThan':
      return (facts) => below(facts.trait(name), value);
    case 'greaterThanInclusive':
      return (facts) => aboveOrAt(facts.trait(name), value);
    case 'lessThanInclusive':
      return (facts) => belowOrAt(facts.trait(name), value);
    default:
      return undefined;
  }
}

function above(found: unknown, value: number): boolean {
  return typeof found === 'number' && found > value;
}

function below(found: unknown, value: number): boolean {
  return typeof found === 'number' && found < value;
}

function aboveOrAt(found: unknown, value: number): boolean {
  return typeof found === 'number' && found >= value;
}

function belowOrAt(found: unknown, value: number): boolean {
  return typeof found === 'number' && found <= value;
}

/**
 * How often in a window, by at most two looks at the sorted instants instead of counting.
 * @param windowMs infinite: ever
 */
export function fuseCount(key: string, windowMs: number, operator: OperatorName, value: ClauseValue | undefined): Evaluate | undefined {
  if (typeof value !== 'number') return undefined;
  const least = (from: number): Evaluate => (from <= 0 ? () => true : compileAtLeast(key, windowMs, from));
  const below = (from: number): Evaluate => {
    const reached = least(from);
    return (facts) => !reached(facts);
  };
  switch (operator) {
    case 'greaterThanInclusive':
      return least(Math.ceil(value));
    case 'greaterThan':
      return least(Math.floor(value) + 1);
    case 'lessThan':
      return below(Math.ceil(value));
    case 'lessThanInclusive':
      return below(Math.floor(value) + 1);
    default:
      return undefined;
  }
}

function compileAtLeast(key: string, windowMs: number, least: number): Evaluate {
  if (windowMs === Number.POSITIVE_INFINITY) return (facts) => isReached(facts.aggregate(key), least);
  return (facts) => hasAtLeast(facts.aggregate(key), facts.now, windowMs, least);
}

function isReached(state: AggregateState | undefined, least: number): boolean {
  return state !== undefined && state.count >= least;
}
