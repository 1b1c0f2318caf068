import type { Json } from '@cairn/rules/contracts/facts.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { defaultCompiledRules } from '../identities/identity-rules.js';
import type { ComputedSource } from '../platform/collections.js';
import { applyEvents } from './apply-events.js';
import { compileComputed, uniqueListLimit } from './compile-computed.js';
import type { Definitions } from './core.js';
import { mergeProfiles } from './merge-profiles.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { ProfileDocument } from './profile.js';

const workspace = 'w';
const dayMs = 86_400_000;
const start = Date.UTC(2026, 0, 1);
const order = { name: 'Order Completed' };

const event = (messageId: string, day: number, properties: { [key: string]: Json } = {}, name = order.name): EventDocument => ({
  ...{ _id: `${workspace}:${messageId}`, workspace, messageId, type: 'track', name, timestamp: new Date(start + day * dayMs) },
  ...{ receivedAt: new Date(start + day * dayMs), source: 's', who: 'w:userId:u', names: ['w:userId:u'], properties, pending: 0, replayAttempt: 0 },
});

function definitions(sources: { [name: string]: ComputedSource }, epoch = 1): Definitions {
  const computed = Object.entries(sources).map(([name, source]) => compileComputed(name, name, { source }));
  const aggregates = [...new Map(computed.flatMap((trait) => trait.aggregates).map((spec) => [spec.key, spec])).values()];
  return {
    workspace,
    epoch,
    segments: [],
    tags: [],
    deletedTags: [],
    journeys: [],
    computed,
    aggregates,
    version: () => undefined,
    caps: [],
    identityRules: defaultCompiledRules,
  };
}

const empty = (id = 'p'): ProfileDocument => ({
  ...newProfile(workspace, id, newIdentity(workspace, `w:userId:${id}`, id, { messageId: 'm', receivedAt: new Date(start) })),
  version: 'v0',
  epoch: 1,
});

const fold = (profile: ProfileDocument, events: EventDocument[], using: Definitions, day: number, folded?: EventDocument[]): ProfileDocument =>
  applyEvents({ profile, events, definitions: using, now: start + day * dayMs, folded }).profile;

const valuesOf = ({ computed }: ProfileDocument) => Object.fromEntries(Object.entries(computed).map(([name, { value }]) => [name, value]));

const measure = (kind: string, property?: string, days?: number): ComputedSource => ({
  type: 'measure',
  measure: { measure: kind as 'count', event: order, ...(property && { property }), ...(days && { within: { amount: days, unit: 'day' } }) },
});

const everything: { [name: string]: ComputedSource } = {
  orders: measure('count'),
  orders_30d: measure('count', undefined, 30),
  big_orders: {
    type: 'measure',
    measure: { measure: 'count', event: { ...order, where: { fact: 'property', path: 'total', operator: 'greaterThan', value: 50 } } },
  },
  total: measure('sum', 'total'),
  average: measure('average', 'total'),
  least: measure('min', 'total'),
  greatest: measure('max', 'total'),
  first_sku: measure('first', 'sku'),
  last_order_at: measure('last'),
  favourite: measure('mostFrequent', 'sku'),
  distinct: measure('unique', 'sku'),
  days_since: measure('daysSince'),
  skus: { type: 'uniqueList', event: order, property: 'sku' },
  skus_10d: { type: 'uniqueList', event: order, property: 'sku', within: { amount: 10, unit: 'day' } },
  recency: { type: 'score', measure: { measure: 'daysSince', event: order }, cutPoints: [5, 10, 20, 40], better: 'less' },
  frequency: { type: 'score', measure: { measure: 'count', event: order }, cutPoints: [1, 2, 3, 4], better: 'more' },
  monetary: { type: 'score', measure: { measure: 'sum', event: order, property: 'total' }, cutPoints: [10, 20, 40, 80], better: 'more' },
  rfm: { type: 'rfmSegment', recency: 'recency', frequency: 'frequency', monetary: 'monetary' },
  stage: { type: 'lifecycle', event: order, newDays: 7, activeDays: 20, atRiskDays: 40 },
};

describe('computed traits', () => {
  it('hold what the events come to', () => {
    const events = [event('a', 0, { total: 60, sku: 'x' }), event('b', 1, { total: 20, sku: 'y' }), event('c', 35, { total: 40, sku: 'x' })];
    expect(valuesOf(fold(empty(), events, definitions(everything), 36))).toEqual({
      ...{ orders: 3, orders_30d: 1, big_orders: 1, total: 120, average: 40, least: 20, greatest: 60, first_sku: 'x' },
      ...{ last_order_at: '2026-02-05T00:00:00.000Z', favourite: 'x', distinct: 2, days_since: 1, skus: ['x', 'y'], skus_10d: ['x'] },
      ...{ recency: 5, frequency: 3, monetary: 5, rfm: 'champions', stage: 'active' },
    });
  });

  it('are absent where nothing was counted, and numbers of nothing are 0', () => {
    expect(valuesOf(fold(empty(), [event('a', 0, {}, 'Seen')], definitions(everything), 1))).toEqual({});
    const behind = { ...empty(), epoch: 0 };
    expect(valuesOf(fold(behind, [], definitions(everything), 1, []))).toEqual({ orders: 0, orders_30d: 0, big_orders: 0, total: 0, distinct: 0 });
  });

  it('are the same whatever the order of events and however they are split', () => {
    const anyEvent = fc.record({
      day: fc.integer({ min: 0, max: 60 }),
      total: fc.constantFrom(5, 20.5, 'free', null),
      sku: fc.constantFrom('x', 'y', 3, ['z']),
    });
    const using = definitions(everything);
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat()), (made, luck) => {
        const events = made.map(({ day, total, sku }, index) => event(`m${index}`, day, { total, sku }));
        const whole = fold(empty(), events, using, 61);
        const shuffled = [...events].map((item) => ({ item, key: luck.next().value })).sort((a, b) => a.key - b.key);
        let split = empty();
        while (shuffled.length > 0) {
          const some = shuffled.splice(0, 1 + (luck.next().value % 4)).map(({ item }) => item);
          split = fold(split, some, using, 61);
        }
        expect(valuesOf(split)).toEqual(valuesOf(whole));
        expect(split.nextEvaluationAt).toEqual(whole.nextEvaluationAt);
      }),
      { numRuns: 200 },
    );
  });

  it('are at every due instant what a fold from the beginning would make of them', () => {
    const using = definitions(everything);
    const events = [event('a', 0, { total: 60, sku: 'x' }), event('b', 3, { total: 20, sku: 'y' }), event('c', 9, { total: 1, sku: 'z' })];
    let profile = fold(empty(), events, using, 10);
    const days: number[] = [];
    while (profile.nextEvaluationAt && days.length < 60) {
      const day = (profile.nextEvaluationAt.getTime() - start) / dayMs;
      days.push(day);
      const before = fold(empty(), events, using, day - 1e-7);
      expect(valuesOf(profile), `just before day ${day}`).toEqual(valuesOf(before));
      profile = fold(profile, [], using, day);
      expect(valuesOf(profile), `day ${day}`).toEqual(valuesOf(fold(empty(), events, using, day)));
    }
    expect(days.length).toBeGreaterThan(40);
  });

  it('make a tick only when a score or a stage turns', () => {
    const { recency, stage } = everything as { recency: ComputedSource; stage: ComputedSource };
    const turns = (sources: { [name: string]: ComputedSource }) => {
      let profile = fold(empty(), [event('a', 0)], definitions(sources), 1);
      const found: [number, Json][] = [];
      while (profile.nextEvaluationAt) {
        const day = (profile.nextEvaluationAt.getTime() - start) / dayMs;
        profile = fold(profile, [], definitions(sources), day);
        found.push([day, Object.values(valuesOf(profile))[0] as Json]);
      }
      return found;
    };
    expect(turns({ recency })).toEqual([
      [6, 4],
      [11, 3],
      [21, 2],
      [41, 1],
    ]);
    expect(turns({ stage })).toEqual([
      [7, 'active'],
      [20, 'at-risk'],
      [40, 'lapsed'],
    ]);
  });

  it('are counted from what was folded before when they are new, and go when they are no longer defined', () => {
    const events = [event('a', 0, { total: 60 }), event('b', 1, { total: 20 })];
    const before = fold(empty(), events, definitions({}), 2);
    expect(valuesOf(before)).toEqual({});
    const after = fold(before, [], definitions({ orders: measure('count') }, 2), 3, events);
    expect(valuesOf(after)).toEqual({ orders: 2 });
    expect(after.computed.orders?.at).toEqual(new Date(start + 3 * dayMs));
    expect(valuesOf(fold(after, [], definitions({ total: measure('sum', 'total') }, 3), 4, events))).toEqual({ total: 80 });
  });

  it('are those of both after a merge', () => {
    const using = definitions(everything);
    const [a, b] = [fold(empty('a'), [event('a', 0, { total: 60, sku: 'x' })], using, 5), fold(empty('b'), [event('b', 4, { total: 20, sku: 'y' })], using, 5)];
    const now = start + 6 * dayMs;
    const { survivor } = mergeProfiles({ survivor: a, loser: b, folded: { survivor: [], loser: [] }, definitions: using, now });
    const merged = fold(survivor, [], using, 6);
    expect(valuesOf(merged)).toEqual(valuesOf(fold(empty(), [event('a', 0, { total: 60, sku: 'x' }), event('b', 4, { total: 20, sku: 'y' })], using, 6)));
  });

  it('keep the same instant while the value stays the same', () => {
    const using = definitions({ greatest: measure('max', 'total') });
    const before = fold(empty(), [event('a', 0, { total: 60 })], using, 1);
    expect(fold(before, [event('b', 2, { total: 1 })], using, 3).computed.greatest).toBe(before.computed.greatest);
  });

  it('bound a list, the newest first', () => {
    const events = Array.from({ length: 150 }, (_, at) => event(`m${String(at).padStart(3, '0')}`, at, { sku: `sku-${at}` }));
    const { skus } = valuesOf(fold(empty(), events, definitions({ skus: everything.skus as ComputedSource }), 200)) as { skus: string[] };
    expect(skus).toHaveLength(uniqueListLimit);
    expect(skus.slice(0, 2)).toEqual(['sku-149', 'sku-148']);
  });
});
