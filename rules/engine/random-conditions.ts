import type {
  AccountCondition,
  Clause,
  Condition,
  EventClause,
  EventMatcher,
  EventParams,
  FunnelClause,
  NowClause,
  OperatorName,
  PropertyClause,
  TraitClause,
  WhereCondition,
} from '../contracts/condition.js';
import { dateReadings, measureNames, nowParts, operatorNames } from '../contracts/condition.js';
import type { FactEvent, Facts } from '../contracts/facts.js';
import { operators } from '../operators/operators.js';
import { conditionCost, costBudget, whereCost } from './cost.js';
import { namedConditions, randomEvent, randomFacts } from './random-facts.js';
import { numbers, pick, type Random, randomComparison, randomDuration, randomWindow } from './random-values.js';
import { operatorsFor } from './validate-measure.js';

const names = ['a', 'b', 'c'];
const events = ['Order Completed', 'Order*', 'Cart Updated', '*'];
const numberOperators: readonly OperatorName[] = ['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
/** Each speaks of two lists at most, as validation demands of a scope. */
const listPaths = [
  ['items.*.a', 'items.*.b', 'items.*', 'others.*.a'],
  ['items.*.a', 'items.*', 'items.*.items.*'],
];

export interface RandomPair {
  condition: Condition;
  facts: Facts;
}

/** A valid condition and a person to ask it of, built from few names and values, so that they meet often; types are mixed on purpose. */
export function randomPair(random: Random): RandomPair {
  let condition = randomGroup(random, 3, randomClause);
  // Now and then lists in lists in many clauses come to more work than validation allows.
  while (conditionCost(condition, namedConditions) > costBudget) condition = randomGroup(random, 3, randomClause);
  return { condition, facts: randomFacts(random, condition) };
}

/** A matcher and an event, likewise. */
export function randomMatch(random: Random): { matcher: EventMatcher; event: FactEvent } {
  let where = randomWhere(random);
  while (whereCost(where) > costBudget) where = randomWhere(random);
  return { matcher: { name: pick(random, events), where }, event: randomEvent(random) };
}

function randomGroup<Leaf>(random: Random, depth: number, leaf: (random: Random) => Leaf): Leaf {
  const roll = random();
  if (depth === 0 || roll < 0.4) return leaf(random);
  const part = () => randomGroup(random, depth - 1, leaf);
  if (roll < 0.55) return { not: part() } as Leaf;
  const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, part);
  return (roll < 0.8 ? { all: parts } : { any: parts }) as Leaf;
}

const makers: readonly [share: number, make: (random: Random) => Condition][] = [
  [0.32, randomTraitClause],
  [0.22, randomEventClause],
  [0.06, randomFunnel],
  [0.08, (random) => ({ fact: 'trigger', path: pick(random, ['name', 'timestamp', `properties.${randomPath(random)}`]), ...compared(random) })],
  [0.05, (random) => ({ fact: 'context', path: randomPath(random), ...compared(random) })],
  [0.05, (random) => ({ fact: pick(random, ['computed', 'score']), params: { name: pick(random, names) }, ...compared(random) })],
  [0.05, randomSegment],
  [0.04, (random) => ({ fact: 'tag', params: { key: pick(random, names), ...lasting(random) }, operator: 'equal', value: random() < 0.5 })],
  [0.02, (random) => ({ fact: 'consent', params: { channel: pick(random, ['email', 'sms']), topic: 'news' }, operator: 'equal', value: random() < 0.5 })],
  [0.04, randomAccount],
  [0.04, randomNow],
  [0.02, (random) => ({ fact: 'random', params: { salt: pick(random, names) }, operator: pick(random, numberOperators), value: random() * 100 })],
  [0.01, (random) => ({ condition: pick(random, [...namedConditions.keys()]) })],
];

function randomClause(random: Random): Condition {
  let roll = random();
  for (const [share, make] of makers) {
    if (roll < share) return make(random);
    roll -= share;
  }
  return randomTraitClause(random);
}

function compared(random: Random) {
  return randomComparison(random, operatorNames);
}

function lasting(random: Random) {
  return random() < 0.4 ? { for: randomDuration(random) } : {};
}

function randomTraitClause(random: Random): TraitClause {
  const clause = { fact: 'trait' as const, ...(random() < 0.4 ? { path: randomPath(random) } : {}) };
  const name = pick(random, names);
  const roll = random();
  if (roll < 0.15)
    return {
      ...clause,
      params: { name, as: pick(random, dateReadings) },
      operator: pick(random, numberOperators),
      value: pick(random, [0, 1, 2, 7, 26, 365, -1]),
    };
  if (roll < 0.25)
    return {
      ...clause,
      params: {
        name,
        where: randomWhere(random, [
          ['*.a', '*.b', '*'],
          ['items.*.a', '*.a'],
        ]),
      },
      operator: 'equal',
      value: random() < 0.5,
    };
  if (roll < 0.35) return { ...clause, params: { name, for: randomDuration(random) }, ...compared(random) };
  return { ...clause, params: { name }, ...compared(random) };
}

function randomEventClause(random: Random): EventClause {
  const params: EventParams = { name: pick(random, events) };
  if (random() < 0.4) params.where = randomWhere(random);
  if (random() < 0.7) params.within = randomWindow(random);
  const measure = random() < 0.5 ? 'count' : pick(random, measureNames);
  if (measure !== 'count' || random() < 0.2) params.measure = measure;
  const isEnd = measure === 'first' || measure === 'last';
  if (measure !== 'count' && measure !== 'daysSince' && !(isEnd && random() < 0.3))
    params.property = isEnd || random() < 0.7 ? pick(random, ['a', 'b', 'a.b', 'items.0.a']) : pick(random, ['items.*.a', 'items.*', 'items.*.items.*']);
  const allowed = operatorsFor(measure);
  if (allowed === undefined) return { fact: 'event', params, ...compared(random) };
  const operator = pick(random, allowed);
  const { takes } = operators[operator];
  const number = () => (measure === 'count' || random() < 0.7 ? Math.floor(random() * 6) : pick(random, numbers));
  return { fact: 'event', params, operator, ...(takes === 'none' ? {} : { value: takes === 'list' ? [number(), number()] : number() }) };
}

function randomFunnel(random: Random): FunnelClause {
  const steps = Array.from({ length: 2 + Math.floor(random() * 3) }, (_, at) => {
    const isAbsent = at > 0 && random() < 0.3;
    return {
      name: pick(random, events),
      ...((isAbsent || random() < 0.6) && at > 0 && { within: randomDuration(random) }),
      ...(isAbsent && { absent: true as const }),
    };
  });
  const params = { steps, ...(random() < 0.3 && { within: randomWindow(random) }), ...(random() < 0.3 && { by: 'a' }) };
  return { fact: 'funnel', params, operator: 'equal', value: random() < 0.7 };
}

function randomSegment(random: Random): Clause {
  const isLasting = random() < 0.3;
  return {
    fact: 'segment',
    params: { key: pick(random, names), ...(isLasting && { for: randomDuration(random) }) },
    operator: 'equal',
    value: isLasting || random() < 0.5,
  };
}

function randomAccount(random: Random): Clause {
  const leaf = (source: Random): AccountCondition =>
    source() < 0.6
      ? { fact: 'trait', params: { name: pick(source, names) }, ...(source() < 0.3 && { path: randomPath(source) }), ...compared(source) }
      : { fact: 'people', params: { segment: pick(source, names), share: pick(source, ['all', 'some', 'none']) }, operator: 'equal', value: source() < 0.6 };
  const where = random() < 0.9 && randomGroup<AccountCondition>(random, 2, leaf);
  return { fact: 'account', params: { match: pick(random, ['any', 'all', 'none']), ...(where && { where }) }, operator: 'equal', value: random() < 0.7 };
}

function randomNow(random: Random): NowClause {
  const part = pick(random, nowParts);
  const clause = (operator: OperatorName, value: NowClause['value']): NowClause => ({ fact: 'now', params: { part }, operator, value });
  if (part === 'instant') return clause(pick(random, ['before', 'after']), pick(random, ['2026-02-28T12:00:00Z', '2026-03-01', '2026-02-28T12:00:00.001Z']));
  if (part === 'date') return clause(pick(random, ['before', 'after', 'equal', 'notEqual']), pick(random, ['2026-02-28', '2026-03-01', '2026-02-27']));
  const numbers = { hour: [0, 6, 12, 18], weekday: [1, 5, 6, 7], day: [1, 28, 29, 31], month: [2, 3], year: [2025, 2026, 2027] }[part];
  return random() < 0.7
    ? clause(pick(random, numberOperators), pick(random, numbers))
    : clause(pick(random, ['in', 'notIn']), [pick(random, numbers), pick(random, numbers)]);
}

function randomWhere(random: Random, paths: readonly (readonly string[])[] = listPaths): WhereCondition {
  const lists = pick(random, paths);
  return randomGroup<WhereCondition>(random, 2, (source): PropertyClause => {
    const path = source() < 0.5 ? pick(source, lists) : randomPath(source);
    return { fact: 'property', path, ...randomComparison(source, operatorNames, true) };
  });
}

function randomPath(random: Random): string {
  return pick(random, ['a', 'b', 'a.b', 'items', 'items.0', 'items.0.a', 'items.length', 'toString', 'a.0']);
}
