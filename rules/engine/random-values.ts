import type { ClauseValue, Duration, OperatorName, PlainClauseValue, Window } from '../contracts/condition.js';
import type { Json } from '../contracts/facts.js';
import { operators } from '../operators/operators.js';

export type Random = () => number;

/** Noon UTC on 28 February of no leap year. */
export const now = Date.UTC(2026, 1, 28, 12);
export const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];

export const texts = [
  '',
  '9',
  '10',
  'true',
  'null',
  'vip',
  'VIP',
  'Ünïcode',
  'a.b',
  '1.2.3-beta',
  '1.10',
  '10.1.2.3',
  '2001:db8::1',
  '2026-02-28',
  '2026-02-27',
  '2000-02-29',
  '2026-03-01',
  '2026-02-28T12:00:00Z',
  '2026-02-28T13:00:00+01:00',
  '2026-02-28T04:30:00Z',
  '2026-02-21T12:00:00.000Z',
  '2026-02-30',
  'yesterday',
  '$where',
  '(.*)',
  'vip\n',
];
export const numbers = [0, -0, 1, -1, 2, 9, 10, 0.1, 1e21, Number.MAX_SAFE_INTEGER];
const patterns = ['v', '^vip$', '[0-9]+', '(?i)VIP', 'a|b', '\\d{2,}', '.*'];

export function pick<T>(random: Random, from: readonly T[]): T {
  return from[Math.floor(random() * from.length)] as T;
}

export function randomPlain(random: Random): PlainClauseValue {
  return pick<PlainClauseValue>(random, [pick(random, texts), pick(random, numbers), true, false, null]);
}

export function randomJson(random: Random, depth = 2): Json {
  const roll = random();
  if (depth === 0 || roll < 0.5) return randomPlain(random);
  if (roll < 0.55)
    return pick<Json>(random, [{ latitude: 52.5, longitude: 13.4 }, { lat: 48.8, lng: 2.3 }, { type: 'Point', coordinates: [13.4, 52.5] }, { lat: 'x' }]);
  if (roll < 0.75) return Array.from({ length: Math.floor(random() * 4) }, () => randomJson(random, depth - 1));
  return randomObject(random, depth - 1);
}

export function randomObject(random: Random, depth = 2): { [key: string]: Json } {
  const made: { [key: string]: Json } = {};
  for (const key of ['a', 'b', 'items', 'others'])
    if (random() < 0.6) made[key] = random() < 0.5 && depth > 0 ? randomList(random, depth) : randomJson(random, depth);
  return made;
}

function randomList(random: Random, depth: number): Json[] {
  return Array.from({ length: Math.floor(random() * 4) }, () => randomObject(random, depth - 1));
}

export function randomDuration(random: Random): Duration {
  return { amount: 1 + Math.floor(random() * 5), unit: pick<Duration['unit']>(random, ['hour', 'day', 'week']) };
}

export function randomWindow(random: Random): Window {
  const roll = random();
  if (roll < 0.5) return randomDuration(random);
  if (roll < 0.6) return { ...randomDuration(random), ago: randomDuration(random) };
  if (roll < 0.7)
    return pick<Window>(random, [{ from: '2026-02-21' }, { to: '2026-02-28T12:00:00Z' }, { from: '2026-02-20', to: '2026-02-27T00:00:00-05:00' }]);
  const ago = Math.floor(random() * 4);
  return { calendar: pick(random, ['day', 'day', 'week', 'month', 'quarter', 'year']), ...(ago > 0 && { ago, count: 1 + Math.floor(random() * (ago + 1)) }) };
}

/** @param isTimeless without operators to which the time matters: inside a `where`. */
export function randomComparison(random: Random, names: readonly OperatorName[], isTimeless = false): { operator: OperatorName; value?: ClauseValue } {
  const operator = pick(random, isTimeless ? names.filter((name) => operators[name].edges === undefined) : names);
  const { takes } = operators[operator];
  if (takes === 'none') return { operator };
  if (!isTimeless && random() < 0.1 && mayRefer(operator)) return { operator, value: randomReference(random) };
  return { operator, value: randomValue(random, operator) };
}

function mayRefer(operator: OperatorName): boolean {
  return ['plain', 'list', 'number', 'text', 'instant', 'version'].includes(operators[operator].takes);
}

function randomReference(random: Random): ClauseValue {
  const name = pick(random, ['a', 'b', 'c']);
  return pick<ClauseValue>(random, [
    { trait: name },
    { trait: name, path: 'a' },
    { computed: name },
    { trigger: 'properties.a' },
    { trigger: 'timestamp' },
    { context: 'a' },
  ]);
}

function randomValue(random: Random, operator: OperatorName): ClauseValue {
  switch (operators[operator].takes) {
    case 'list':
      return Array.from({ length: 1 + Math.floor(random() * 3) }, () => randomPlain(random));
    case 'number':
      return pick(random, numbers);
    case 'text':
      return pick(random, texts.slice(1));
    case 'instant':
      return pick(random, ['2026-02-28', '2026-02-28T12:00:00Z', '2020-01-01T00:00:00-05:00']);
    case 'pattern':
      return pick(random, patterns);
    case 'version':
      return pick(random, ['9', '1.2', '1.2.3', 'v1.10.0-rc.1']);
    case 'ranges':
      return [pick(random, ['10.0.0.0/8', '10.1.2.3', '2001:db8::/32', '0.0.0.0/0'])];
    case 'area':
      return { latitude: 52.5, longitude: 13.4, km: pick(random, [0, 1, 900]) };
    case 'window':
      return randomWindow(random);
    case 'duration':
      return randomDuration(random);
    default: {
      const value = randomPlain(random);
      // Validation refuses to look for the empty text inside another.
      return value === '' && (operator === 'contains' || operator === 'doesNotContain') ? 'v' : value;
    }
  }
}
