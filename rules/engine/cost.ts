import { isReference } from '../clauses/comparison.js';
import { exactLimit } from '../compile/aggregate-buckets.js';
import { listLimit, pairedListLimit, scopeLists } from '../compile/compile-where.js';
import type {
  AccountCondition,
  Clause,
  ClauseValue,
  Condition,
  EventClause,
  FunnelClause,
  NamedConditions,
  OperatorName,
  WhereCondition,
  Window,
} from '../contracts/condition.js';
import { partsOf, unicodeClassesOf } from '../operators/pattern-parts.js';
import { compilePattern, matchedLength } from '../operators/text.js';

/**
 * The most work that asking a condition once may take, for the answer and for when it changes next, in steps of about 10 ns (measured on 2 slow
 * cores): 40 ms. Nobody else is served meanwhile, so a definition that could take more is refused.
 */
export const costBudget = 4_000_000;

/** Most characters of one event, or of one trait's value, in all its texts (semantics §1.7). */
const eventLength = 32_768;
/** Most accounts of one person. */
const mostAccounts = 100;
/** What is kept of the events that match: so many instants at most (exact ones, days and months). */
const mostInstants = 650;

/** The most work that a validated condition may take. Counts, it does not run anything. */
export function conditionCost(condition: Condition, named: NamedConditions = new Map()): number {
  if ('all' in condition) return sum(condition.all.map((part) => conditionCost(part, named)));
  if ('any' in condition) return sum(condition.any.map((part) => conditionCost(part, named)));
  if ('not' in condition) return conditionCost(condition.not, named);
  if ('condition' in condition) {
    const inner = named.get(condition.condition);
    return inner === undefined ? 0 : conditionCost(inner, named);
  }
  return clauseCost(condition);
}

/** Of matching one event. */
export function whereCost(where: WhereCondition | undefined): number {
  if (where === undefined) return 0;
  const lists = scopeLists(where).length;
  const combinations = lists === 0 ? 1 : lists === 1 ? listLimit : pairedListLimit ** 2;
  const scope = { tests: 0, once: 0 };
  collect(where, scope);
  return combinations * scope.tests + scope.once;
}

/** Clauses are asked of every combination of elements; patterns once of each text, and what is inside a `not` once. */
function collect(part: WhereCondition, scope: { tests: number; once: number }): void {
  if ('all' in part) for (const inner of part.all) collect(inner, scope);
  else if ('any' in part) for (const inner of part.any) collect(inner, scope);
  else if ('not' in part) {
    scope.tests += 3;
    scope.once += whereCost(part.not);
  } else {
    scope.tests += 5;
    scope.once += operatorCost(part.operator, part.value, part.path.includes('*') ? eventLength : matchedLength);
  }
}

function clauseCost(clause: Clause): number {
  switch (clause.fact) {
    case 'trait':
      return 50 + whereCost(clause.params.where) + (clause.params.as ? 60_000 + valueCount(clause.value) * 100 : operatorCost(clause.operator, clause.value));
    case 'computed':
    case 'score':
      return 50 + (clause.params.as ? 60_000 + valueCount(clause.value) * 100 : operatorCost(clause.operator, clause.value));
    case 'event':
      return eventCost(clause) + operatorCost(clause.operator, clause.value);
    case 'funnel':
      return funnelCost(clause);
    case 'account':
      return 500 + mostAccounts * accountCost(clause.params.where);
    case 'now':
      return clause.params.part === 'hour' ? 60_000 : 15_000;
    case 'random':
      return 500;
    case 'trigger':
    case 'context':
      return 50 + operatorCost(clause.operator, clause.value);
    default:
      return 50;
  }
}

/** Of one comparison with a text or list as long as it may be. */
function operatorCost(operator: OperatorName, value: ClauseValue | undefined, textLength = matchedLength): number {
  switch (operator) {
    case 'matches':
      return patternCost(value, textLength);
    case 'equalIgnoreCase':
    case 'notEqualIgnoreCase':
    case 'containsIgnoreCase':
    case 'doesNotContainIgnoreCase':
    case 'startsWithIgnoreCase':
    case 'endsWithIgnoreCase':
      return textLength;
    case 'contains':
    case 'doesNotContain':
    case 'containsAny':
    case 'containsAll':
      return 3_000 + valueCount(value);
    case 'inIpRange':
    case 'notInIpRange':
      return 300 + valueCount(value) * 10;
    case 'within':
      return windowCost(isReference(value) ? undefined : (value as Window));
    case 'withinNext':
      return 3_000;
    default:
      return 10;
  }
}

/** Of looking for a pattern in a text as long as it may be. */
function patternCost(pattern: unknown, textLength: number): number {
  const size = typeof pattern === 'string' ? (compilePattern(pattern)?.programSize() ?? 0) : 0;
  return Math.ceil(textLength * (35 + size * 1.5));
}

/** What a pattern takes of the work that a condition may, before anything is made of it: whoever sends many bad ones must not cost more than with good ones. */
export function patternWork(pattern: string): number {
  return matchedLength * (35 + partsOf(pattern) * 1.5) + unicodeClassesOf(pattern) * 100_000;
}

function valueCount(value: ClauseValue | undefined): number {
  return Array.isArray(value) ? value.length : 1;
}

/** Of knowing where it lies now and wherever it moves. Clocks of a zone are dear. */
function windowCost(window: Window | undefined): number {
  if (window === undefined) return 0;
  return 'calendar' in window ? ((window.ago ?? 0) + 3) * 10_000 : 100;
}

function eventCost({ params, value }: EventClause): number {
  const { measure = 'count', within, where } = params;
  const matching = 100 + whereCost(where);
  if (within === undefined) return matching + (measure === 'daysSince' ? valueCount(value) * 2 * mostInstants : measure === 'mostFrequent' ? 10_000 : 1_000);
  const moves = 'calendar' in within ? (within.ago ?? 0) + 3 : 2 * (isOfValues(params) ? exactLimit : mostInstants);
  return matching + windowCost(within) + perMove[measure] * moves * (measure === 'daysSince' ? valueCount(value) : 1);
}

/** Of finding the value anew, a move of the window. Those that are swept cost the same wherever they are. */
const perMove: Readonly<Record<NonNullable<EventClause['params']['measure']>, number>> = {
  count: 15,
  sum: 30,
  average: 30,
  min: 200,
  max: 200,
  first: 150,
  last: 150,
  unique: 1_500,
  mostFrequent: 2_500,
  daysSince: 100,
};

/** Measured on the values that are kept, not on instants. */
function isOfValues({ measure, property }: EventClause['params']): boolean {
  return measure === 'unique' || measure === 'mostFrequent' || ((measure === 'first' || measure === 'last') && property !== undefined);
}

function funnelCost({ params }: FunnelClause): number {
  const { steps, within } = params;
  const moves = 1 + 100 * (steps.filter(({ absent }) => absent).length + steps.length) + (within === undefined ? 0 : 200);
  return sum(steps.map(({ where }) => whereCost(where))) + windowCost(within) + moves * steps.length * 60;
}

function accountCost(where: AccountCondition | undefined): number {
  if (where === undefined) return 10;
  if ('all' in where) return sum(where.all.map(accountCost));
  if ('any' in where) return sum(where.any.map(accountCost));
  if ('not' in where) return accountCost(where.not);
  return where.fact === 'trait' ? 30 + operatorCost(where.operator, where.value) : 30;
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
