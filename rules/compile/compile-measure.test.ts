import { describe, expect, it } from 'vitest';

import type { MeasureName, Window } from '../contracts/condition.js';
import type { AggregateSpec, AggregateState, FactEvent, Facts, Json } from '../contracts/facts.js';
import type { Measure } from '../contracts/measure.js';
import { someFacts } from '../contracts/some-facts.js';
import { seededRandom } from '../engine/seeded-random.js';
import { validateMeasure } from '../engine/validate.js';
import { exactLimit } from './aggregate-buckets.js';
import { aggregateKey, aggregateSpec } from './aggregate-key.js';
import { tallyLimit } from './aggregate-values.js';
import { compileMeasure } from './compile-measure.js';
import { compileAggregate, mergeAggregates } from './fold-aggregate.js';

const hour = 3_600_000;
const day = 24 * hour;
const now = Date.UTC(2026, 10, 25, 12);

type Properties = { [key: string]: Json };
const event = (ago: number, properties: Properties = {}, messageId = `m${ago}`): FactEvent => ({ messageId, name: 'Order', timestamp: now - ago, properties });

function foldAll(spec: AggregateSpec, events: FactEvent[]): AggregateState | undefined {
  const add = compileAggregate(spec);
  return events.reduce<AggregateState | undefined>((state, one) => add(state, one), undefined);
}

function factsOf(measure: Measure, events: FactEvent[], at = now): Facts {
  const states = new Map(compileMeasure(measure).aggregates.map((spec) => [spec.key, foldAll(spec, events)]));
  return someFacts({ now: at, aggregate: (key) => states.get(key) });
}

const measured = (measure: MeasureName, property?: string, within?: Window): Measure => ({
  measure,
  event: { name: 'Order' },
  ...(property === undefined ? {} : { property }),
  ...(within === undefined ? {} : { within }),
});
const week: Window = { amount: 1, unit: 'week' };

const orders = [
  event(40 * day, { total: 100, coupon: 'A', items: [{ sku: 'x' }, { sku: 'y' }] }),
  event(3 * day, { total: 0.1, coupon: 'B', items: [{ sku: 'x' }] }),
  event(2 * day, { total: 0.2, coupon: 'B', items: [] }),
  event(1 * day, { total: '50', coupon: null }),
];

describe('a measure', () => {
  it.each<[Measure, Json | undefined]>([
    [measured('count'), 4],
    [measured('count', undefined, week), 3],
    [measured('sum', 'total'), 100.3],
    [measured('sum', 'total', week), 0.3],
    [measured('sum', 'tax'), 0],
    [measured('average', 'total', week), 0.15],
    [measured('average', 'tax'), undefined],
    [measured('min', 'total'), 0.1],
    [measured('max', 'total'), 100],
    [measured('max', 'total', { amount: 1, unit: 'hour' }), undefined],
    [measured('first', 'coupon'), 'A'],
    [measured('first', 'coupon', week), 'B'],
    // Chosen by time, then read: the last order had no coupon.
    [measured('last', 'coupon'), undefined],
    [measured('last', 'items.0.sku', { amount: 4, unit: 'day' }), undefined],
    [measured('first', 'items'), [{ sku: 'x' }, { sku: 'y' }]],
    [measured('first'), new Date(now - 40 * day).toISOString()],
    [measured('last'), new Date(now - 1 * day).toISOString()],
    [measured('first', undefined, week), new Date(now - 3 * day).toISOString()],
    [measured('mostFrequent', 'coupon'), 'B'],
    [measured('mostFrequent', 'items.*.sku'), 'x'],
    [measured('mostFrequent', 'items.*.sku', week), 'x'],
    [measured('unique', 'coupon'), 2],
    [measured('unique', 'items.*.sku'), 2],
    [measured('unique', 'coupon', week), 1],
    [measured('daysSince'), 1],
    [measured('daysSince', undefined, { amount: 12, unit: 'hour' }), undefined],
  ])('%j is %j', (measure, expected) => {
    expect(validateMeasure(measure)).toEqual([]);
    expect(compileMeasure(measure).value(factsOf(measure, orders))).toEqual(expected);
  });

  it.each<[MeasureName, Json | undefined]>([
    ['count', 0],
    ['sum', 0],
    ['unique', 0],
    ['average', undefined],
    ['min', undefined],
    ['max', undefined],
    ['first', undefined],
    ['last', undefined],
    ['mostFrequent', undefined],
    ['daysSince', undefined],
  ])('%s of nothing is %j', (name, expected) => {
    const measure = measured(name, name === 'count' || name === 'daysSince' ? undefined : 'total');
    expect(compileMeasure(measure).value(factsOf(measure, []))).toEqual(expected);
  });

  it('knows when time alone changes it', () => {
    const sum = measured('sum', 'total', week);
    expect(compileMeasure(sum).nextChangeAt(factsOf(sum, orders))).toBe(now - 3 * day + 7 * day);
    const days = measured('daysSince');
    expect(compileMeasure(days).nextChangeAt(factsOf(days, orders, now + hour))).toBe(now + day);
    expect(compileMeasure(measured('sum', 'total')).nextChangeAt(factsOf(measured('sum', 'total'), orders))).toBeUndefined();
  });

  it.each<[unknown, string]>([
    [{ measure: 'median', event: { name: 'Order' } }, 'measure'],
    [{ event: { name: 'Order' } }, 'measure'],
    [{ measure: 'sum', event: { name: 'Order' } }, 'property'],
    [{ measure: 'count', event: { name: 'Order' }, property: 'total' }, 'property'],
    [{ measure: 'last', event: { name: 'Order' }, property: 'items.*.sku' }, 'property'],
    [{ measure: 'sum', event: { name: 'Order' }, property: 'constructor' }, 'property'],
    [{ measure: 'count', event: { name: 'Order' }, within: { amount: 0, unit: 'day' } }, 'within'],
    [{ measure: 'count', event: { name: 'O*r' } }, 'event.name'],
    [{ measure: 'count' }, 'event'],
    [{ measure: 'count', event: { name: 'Order' }, of: 'x' }, 'of'],
    ['count', ''],
  ])('%j is refused at “%s”', (input, path) => expect(validateMeasure(input).map((problem) => problem.path)).toEqual([path]));
});

describe('what is kept', () => {
  const specs = (['count', 'sum', 'first', 'last', 'mostFrequent'] as const).flatMap((measure) => [
    aggregateSpec({ name: 'Order', measure, property: 'v' }),
    aggregateSpec({ name: 'Order', measure, property: 'v', within: week }),
  ]);
  const byKeep = new Map(specs.map((spec) => [spec.keep ?? 'times', spec]));

  /** Many a day, few a day, ties in time, and more distinct values than are counted. */
  function manyEvents(seed: number, count: number): FactEvent[] {
    const random = seededRandom(seed);
    return Array.from({ length: count }, (_, n) => {
      const ago = random() < 0.2 ? Math.floor(random() * 3) * day : Math.floor(random() * 900) * day + Math.floor(random() * 5);
      const v: Json = random() < 0.6 ? Math.floor(random() * 1_000) / 10 - 50 : random() < 0.5 ? `v${Math.floor(random() * 400)}` : null;
      return event(ago, { v }, `m${n}`);
    });
  }

  it.each([...byKeep.entries()])('of %s is the same whatever the order, and merged from two sides', (_, spec) => {
    for (const [seed, count] of [
      [1, 20],
      [2, 300],
      [3, 2_000],
    ] as const) {
      const events = manyEvents(seed, count);
      const whole = foldAll(spec, events);
      const random = seededRandom(seed + 10);
      const shuffled = [...events].sort(() => random() - 0.5);
      expect(foldAll(spec, shuffled)).toEqual(whole);
      const cut = Math.floor(count / 3);
      const sides = [foldAll(spec, shuffled.slice(0, cut)), foldAll(spec, shuffled.slice(cut))] as const;
      expect(mergeAggregates(...sides)).toEqual(whole);
      expect(mergeAggregates(sides[1], sides[0])).toEqual(whole);
    }
  });

  it.each([...byKeep.entries()])('of %s stays small', (_, spec) => {
    const state = foldAll(spec, manyEvents(4, 3_000)) as AggregateState;
    expect(state.recent.length).toBeLessThanOrEqual(exactLimit);
    expect(state.values?.length ?? 0).toBeLessThanOrEqual(exactLimit);
    expect(state.tally?.length ?? 0).toBeLessThanOrEqual(tallyLimit);
    expect(Object.keys(state.days).length).toBeLessThanOrEqual(450);
    expect(JSON.stringify(state).length).toBeLessThan(40_000);
  });

  it('gives sums by bucket that are exact, and right to the bucket in a window', () => {
    const events = Array.from({ length: 1_000 }, (_, n) => event(n * hour, { total: 0.1 }, `m${n}`));
    const all = measured('sum', 'total');
    expect(compileMeasure(all).value(factsOf(all, events))).toBe(100);
    const some = measured('sum', 'total', { amount: 20, unit: 'day' });
    expect(Math.abs((compileMeasure(some).value(factsOf(some, events)) as number) - 48)).toBeLessThanOrEqual(2.4);
  });

  it('counts distinct values one by one up to a limit, and estimates beyond', () => {
    const distinct = (count: number) => {
      const unique = measured('unique', 'v');
      const events = Array.from({ length: count * 2 }, (_, n) => event(n, { v: `v${n % count}` }, `m${n}`));
      return compileMeasure(unique).value(factsOf(unique, events)) as number;
    };
    expect(distinct(tallyLimit)).toBe(tallyLimit);
    expect(Math.abs(distinct(2_000) - 2_000)).toBeLessThan(400);
  });

  it('has the key it always had when only times are kept', () => {
    expect(aggregateSpec({ name: 'Order', within: week })).toEqual({ key: aggregateKey({ name: 'Order' }), params: { name: 'Order' } });
    expect(aggregateSpec({ name: 'Order', measure: 'daysSince' }).key).toBe(aggregateKey({ name: 'Order' }));
    expect(aggregateSpec({ name: 'Order', measure: 'sum', property: 'v' }).key).toBe(
      aggregateSpec({ name: 'Order', measure: 'max', property: 'v', within: week }).key,
    );
  });
});
