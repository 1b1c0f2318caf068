import { aggregateSpec } from '../compile/aggregate-key.js';
import { clausesOf } from '../compile/compile-condition.js';
import { compileAggregate } from '../compile/fold-aggregate.js';
import type {
  Clause,
  ClauseValue,
  Condition,
  Duration,
  EventMatcher,
  EventParams,
  OperatorName,
  PropertyClause,
  WhereCondition,
} from '../contracts/condition.js';
import { measureNames, operatorNames } from '../contracts/condition.js';
import type { AggregateSpec, AggregateState, FactEvent, Facts, Json } from '../contracts/facts.js';
import { operators } from '../operators/operators.js';
import { operatorsFor } from './validate-measure.js';

type Random = () => number;

const day = 86_400_000;
const now = Date.UTC(2026, 1, 28, 12);
const names = ['a', 'b', 'c'];
const events = ['Order Completed', 'Order*', 'Cart Updated', '*'];
const texts = [
  '',
  '9',
  '10',
  'true',
  'null',
  'vip',
  'VIP',
  'Ünïcode',
  'a.b',
  '2026-02-28',
  '2026-02-28T12:00:00Z',
  '2026-02-28T13:00:00+01:00',
  '2026-02-30',
  'yesterday',
];
const numbers = [0, -0, 1, -1, 2, 9, 10, 0.1, 1e21, Number.MAX_SAFE_INTEGER];
const patterns = ['v', '^vip$', '[0-9]+', '(?i)VIP', 'a|b', '\\d{2,}', '.*'];
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
  const condition = randomGroup(random, 3, randomClause);
  return { condition, facts: randomFacts(random, condition) };
}

/** A matcher and an event, likewise. */
export function randomMatch(random: Random): { matcher: EventMatcher; event: FactEvent } {
  return { matcher: { name: pick(random, events), where: randomWhere(random) }, event: randomEvent(random) };
}

function randomGroup<Leaf>(random: Random, depth: number, leaf: (random: Random) => Leaf): Leaf {
  const roll = random();
  if (depth === 0 || roll < 0.4) return leaf(random);
  const part = () => randomGroup(random, depth - 1, leaf);
  if (roll < 0.55) return { not: part() } as Leaf;
  const parts = Array.from({ length: 1 + Math.floor(random() * 4) }, part);
  return (roll < 0.8 ? { all: parts } : { any: parts }) as Leaf;
}

function randomClause(random: Random): Condition {
  const roll = random();
  if (roll < 0.45)
    return { fact: 'trait', params: { name: pick(random, names) }, ...(random() < 0.4 ? { path: randomPath(random) } : {}), ...randomComparison(random) };
  if (roll < 0.75) return randomEventClause(random);
  if (roll < 0.9) return { fact: 'trigger', path: pick(random, ['name', 'timestamp', `properties.${randomPath(random)}`]), ...randomComparison(random) };
  return { fact: 'segment', params: { key: pick(random, names) }, operator: 'equal', value: random() < 0.5 };
}

function randomEventClause(random: Random): Clause {
  const params: EventParams = { name: pick(random, events) };
  if (random() < 0.4) params.where = randomWhere(random);
  if (random() < 0.7) params.within = { amount: 1 + Math.floor(random() * 5), unit: pick<Duration['unit']>(random, ['hour', 'day', 'week']) };
  const measure = random() < 0.5 ? 'count' : pick(random, measureNames);
  if (measure !== 'count' || random() < 0.2) params.measure = measure;
  const isEnd = measure === 'first' || measure === 'last';
  if (measure !== 'count' && measure !== 'daysSince' && !(isEnd && random() < 0.3))
    params.property = isEnd || random() < 0.7 ? pick(random, ['a', 'b', 'a.b', 'items.0.a']) : pick(random, ['items.*.a', 'items.*', 'items.*.items.*']);
  const allowed = operatorsFor(measure);
  if (allowed === undefined) return { fact: 'event', params, ...randomComparison(random) };
  const operator = pick(random, allowed);
  const { takes } = operators[operator];
  const number = () => (measure === 'count' || random() < 0.7 ? Math.floor(random() * 6) : pick(random, numbers));
  return { fact: 'event', params, operator, ...(takes === 'none' ? {} : { value: takes === 'list' ? [number(), number()] : number() }) };
}

function randomWhere(random: Random): WhereCondition {
  const lists = pick(random, listPaths);
  return randomGroup<WhereCondition>(random, 2, (source): PropertyClause => {
    const path = source() < 0.5 ? pick(source, lists) : randomPath(source);
    return { fact: 'property', path, ...randomComparison(source) };
  });
}

function randomPath(random: Random): string {
  return pick(random, ['a', 'b', 'a.b', 'items', 'items.0', 'items.0.a', 'items.length', 'toString', 'a.0']);
}

function randomComparison(random: Random): { operator: OperatorName; value?: ClauseValue } {
  const operator = pick(random, operatorNames);
  switch (operators[operator].takes) {
    case 'none':
      return { operator };
    case 'plain':
      return { operator, value: unlessRefused(operator, randomPlain(random)) };
    case 'list':
      return { operator, value: Array.from({ length: 1 + Math.floor(random() * 3) }, () => randomPlain(random)) };
    case 'number':
      return { operator, value: pick(random, numbers) };
    case 'text':
      return { operator, value: pick(random, texts.slice(1)) };
    case 'instant':
      return { operator, value: pick(random, ['2026-02-28', '2026-02-28T12:00:00Z', '2020-01-01T00:00:00-05:00']) };
    case 'pattern':
      return { operator, value: pick(random, patterns) };
  }
}

/** Validation refuses to look for the empty text inside another. */
function unlessRefused<T>(operator: OperatorName, value: T): T | string {
  return value === '' && (operator === 'contains' || operator === 'doesNotContain') ? 'v' : value;
}

function randomPlain(random: Random): string | number | boolean | null {
  return pick<string | number | boolean | null>(random, [pick(random, texts), pick(random, numbers), true, false, null]);
}

function randomJson(random: Random, depth = 2): Json {
  const roll = random();
  if (depth === 0 || roll < 0.55) return randomPlain(random);
  if (roll < 0.75) return Array.from({ length: Math.floor(random() * 4) }, () => randomJson(random, depth - 1));
  return randomObject(random, depth - 1);
}

function randomObject(random: Random, depth = 2): { [key: string]: Json } {
  const made: { [key: string]: Json } = {};
  for (const key of ['a', 'b', 'items', 'others'])
    if (random() < 0.6) made[key] = random() < 0.5 && depth > 0 ? randomList(random, depth) : randomJson(random, depth);
  return made;
}

function randomList(random: Random, depth: number): Json[] {
  return Array.from({ length: Math.floor(random() * 4) }, () => randomObject(random, depth - 1));
}

function randomEvent(random: Random): FactEvent {
  return {
    messageId: 'm',
    name: pick(random, ['Order Completed', 'Cart Updated', 'Other']),
    timestamp: now - Math.floor(random() * 3) * day,
    properties: randomObject(random),
  };
}

function randomFacts(random: Random, condition: Condition): Facts {
  const traits = new Map(names.flatMap((name) => (random() < 0.75 ? [[name, randomJson(random)] as const] : [])));
  const aggregates = new Map<string, AggregateState>();
  for (const clause of clausesOf(condition)) {
    if (clause.fact !== 'event' || random() < 0.2) continue;
    const spec = aggregateSpec(clause.params);
    const state = randomAggregate(random, spec);
    if (state) aggregates.set(spec.key, state);
  }
  const inside = new Set(names.filter(() => random() < 0.5));
  const trigger = random() < 0.7 ? randomEvent(random) : undefined;
  return {
    now,
    trait: (name) => traits.get(name),
    aggregate: (key) => aggregates.get(key),
    segment: (key) => inside.has(key),
    tag: () => false,
    accounts: () => [],
    trigger,
  };
}

/** Often right on a window's edge; now and then longer than what is kept exactly. */
function randomAggregate(random: Random, { params, ...spec }: AggregateSpec): AggregateState | undefined {
  // Everything matches: what is asked is what the matching events come to.
  const add = compileAggregate({ ...spec, params: { name: '*', ...(params.property === undefined ? {} : { property: params.property }) } });
  const many = random() < 0.03 ? 150 : 1 + Math.floor(random() * 6);
  let state: AggregateState | undefined;
  for (let n = 0; n < many; n += 1) {
    const steps = Math.floor(random() * 40) - 2;
    const timestamp = now - steps * (random() < 0.5 ? day : 3_600_000) + Math.floor(random() * 3) - 1;
    state = add(state, { messageId: `m${Math.floor(random() * 100)}`, name: 'x', timestamp, properties: params.property ? randomObject(random) : {} });
  }
  return state;
}

function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}
