import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { CompiledCondition, Json } from '@cairn/rules/contracts/facts.js';
import { randomPair } from '@cairn/rules/engine/random-conditions.js';
import { namedConditions } from '@cairn/rules/engine/random-facts.js';
import { now as base, pick, randomJson, randomObject } from '@cairn/rules/engine/random-values.js';
import { seededRandom } from '@cairn/rules/engine/seeded-random.js';
import { describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { defaultCompiledRules } from '../identities/identity-rules.js';
import { applyEvents } from './apply-events.js';
import type { Definitions } from './core.js';
import { indexOf } from './definitions-index.js';
import { factsFor } from './facts.js';
import { mergeProfiles } from './merge-profiles.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { ProfileDocument } from './profile.js';

const hour = 3_600_000;
const aTime = Date.UTC(2026, 0, 5);

function definitionsOf(conditions: { [key: string]: { condition: Condition; epoch?: number } }, epoch = 1): Definitions {
  const segments = Object.entries(conditions).map(([key, one]) => ({
    ...{ key, version: key, condition: compileCondition(one.condition, namedConditions) },
    ...(one.epoch !== undefined && { epoch: one.epoch }),
  }));
  const specs = segments.flatMap(({ condition }) => condition.aggregates);
  return {
    ...{ workspace: 'w', epoch, segments, tags: [], deletedTags: [], journeys: [], version: () => undefined, caps: [] },
    aggregates: [...new Map(specs.map((spec) => [spec.key, spec])).values()],
    identityRules: defaultCompiledRules,
  };
}

function event(messageId: string, at: number, change: Partial<EventDocument>, userId = 'u'): EventDocument {
  const who = `w:userId:${userId}`;
  return {
    ...{ _id: `w:${messageId}`, workspace: 'w', messageId, type: 'track', name: 'Other', source: 's', who, names: [who], pending: 0, replayAttempt: 0 },
    ...{ timestamp: new Date(at), receivedAt: new Date(at), properties: {}, ...change },
  } as EventDocument;
}

function person(userId = 'u'): ProfileDocument {
  const id = `w:userId:${userId}`;
  return newProfile('w', userId, newIdentity('w', id, userId, { messageId: 'm', receivedAt: new Date(aTime) }));
}

/** Folds, and says which conditions were asked. */
function asking(definitions: Definitions) {
  const asked = new Set<string>();
  for (const segment of definitions.segments) {
    const { condition } = segment;
    const evaluate: CompiledCondition['evaluate'] = (facts) => {
      asked.add(segment.key);
      return condition.evaluate(facts);
    };
    segment.condition = { ...condition, evaluate };
  }
  // Asked once for all newcomers.
  indexOf(definitions).answers.ofNewcomer();
  return (events: EventDocument[], now: number, profile: ProfileDocument = { ...person(), version: 'v', epoch: 1 }) => {
    asked.clear();
    const fold = applyEvents({ profile, events, definitions, now });
    return { profile: fold.profile, asked: [...asked].sort() };
  };
}

const trait = (name: string, value: string, operator = 'equal'): Condition => ({ fact: 'trait', params: { name }, operator, value }) as Condition;
const bought = (category: string): Condition => ({
  fact: 'event',
  params: { name: 'Order Completed', where: { fact: 'property', path: 'products.*.category', operator: 'equal', value: category } },
  operator: 'greaterThanInclusive',
  value: 1,
});
const visited = (days: number): Condition => ({
  fact: 'event',
  params: { name: `Visit ${days}`, within: { amount: days, unit: 'day' } },
  operator: 'greaterThanInclusive',
  value: 1,
});
const numbered = (many: number, of: (n: number) => Condition) =>
  Object.fromEntries(Array.from({ length: many }, (_, n) => [`s${n}`, { condition: of(n), epoch: 1 }]));

describe('whom an event asks', () => {
  it('asks only those whose value came or went, of a thousand towns', () => {
    const definitions = definitionsOf(numbered(1_000, (n) => trait('city', `Town ${n}`)));
    const moved = (id: string, at: number, city: string) => event(id, aTime + at, { type: 'identify', name: 'Identify', traits: { city } });
    const fold = asking(definitions);
    const first = fold([moved('1', 0, 'Town 3')], aTime);
    expect(first.asked).toEqual(['s3']);
    expect(fold([moved('2', 1, 'Town 7')], aTime + 1, first.profile).asked).toEqual(['s3', 's7']);
  });

  it('counts and asks only those of the categories in it, of a thousand', () => {
    const definitions = definitionsOf(numbered(1_000, (n) => bought(`Category ${n}`)));
    const order = event('1', aTime, { name: 'Order Completed', properties: { products: [{ category: 'Category 5' }, { category: 'Category 9' }] } });
    const { asked, profile } = asking(definitions)([order], aTime);
    expect(asked).toEqual(['s5', 's9']);
    expect(Object.keys(profile.memberships).sort()).toEqual(['s5', 's9']);
    expect(
      indexOf(definitions).aggregates({ messageId: '1', name: 'Order Completed', timestamp: 0, properties: order.properties as { [key: string]: Json } }),
    ).toHaveLength(2);
  });

  it('asks at a due instant only those whose windows the person is in', () => {
    const definitions = definitionsOf(numbered(1_000, (n) => visited(n + 1)));
    const visits = ['Visit 1', 'Visit 2'].map((name) => event(name, aTime, { name }));
    const fold = asking(definitions);
    const { profile } = fold(visits, aTime);
    const due = fold([], aTime + 24 * hour, profile);
    expect(due.asked).toEqual(['s0', 's1']);
    expect(Object.keys(due.profile.memberships)).toEqual(['s1']);
    expect(due.profile.nextEvaluationAt).toEqual(new Date(aTime + 48 * hour));
  });

  it('asks after a publication only those that were changed by it', () => {
    const before = numbered(1_000, (n) => trait('city', `Town ${n}`));
    const profile = { ...person(), version: 'v', epoch: 1, traits: { city: { value: 'Town 3', at: new Date(aTime), source: 's', messageId: 'm' } } };
    const definitions = definitionsOf({ ...before, s9: { condition: trait('city', 'Town 3'), epoch: 2 } }, 2);
    const { asked, profile: after } = asking(definitions)([], aTime, profile);
    expect(asked).toEqual(['s9']);
    expect(Object.keys(after.memberships)).toEqual(['s9']);
  });

  it('asks of somebody new only what is true of nobody, and what their first event changes', () => {
    const definitions = definitionsOf({ ...numbered(1_000, (n) => bought(`Category ${n}`)), s3: { condition: { not: trait('city', 'Town 3') }, epoch: 1 } });
    const { asked, profile } = asking(definitions)([event('1', aTime, { properties: {} })], aTime, person());
    expect(asked).toEqual(['s3']);
    expect(Object.keys(profile.memberships)).toEqual(['s3']);
  });
});

describe('whatever happens, in whatever order', () => {
  const segments = (random: () => number, names: string[], usable: (condition: CompiledCondition) => boolean, epoch: number) =>
    Object.fromEntries(
      names.map((name) => {
        for (;;) {
          const { condition } = randomPair(random);
          const compiled = compileCondition(condition, namedConditions);
          if (!compiled.reads.trigger && usable(compiled)) return [name, { condition, epoch }];
        }
      }),
    );
  const independent = ({ reads, timedBy }: CompiledCondition) => reads.segments.length === 0 && !timedBy.always;
  const many = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);

  function randomEvents(random: () => number, to: number, id: string, userId: string): EventDocument[] {
    return Array.from({ length: Math.floor(random() * 3) }, (_, n) => {
      const at = to - Math.floor(random() * 30) * hour * Math.round(random());
      const messageId = `${id}-${n}`;
      const historic = random() < 0.2 && { historic: true as const };
      if (random() < 0.5) {
        const traits = Object.fromEntries(['a', 'b', 'c'].flatMap((name) => (random() < 0.5 ? [[name, randomJson(random)]] : [])));
        return event(messageId, at, { type: 'identify', name: 'Identify', traits, ...historic }, userId);
      }
      return event(messageId, at, { name: pick(random, ['Order Completed', 'Cart Updated', 'Other']), properties: randomObject(random), ...historic }, userId);
    });
  }

  function expectRight(profile: ProfileDocument, definitions: Definitions, now: number): void {
    const facts = factsFor(profile, now);
    const wrong = definitions.segments.filter(({ key, condition }) => condition.evaluate(facts) !== Object.hasOwn(profile.memberships, key));
    expect(wrong.map(({ key, condition }) => ({ key, condition: condition.source }))).toEqual([]);
  }

  /** Folds again with what it asks for, as catch-up does. */
  function fold(input: Parameters<typeof applyEvents>[0], all: EventDocument[]): ProfileDocument {
    const first = applyEvents(input);
    return { ...(first.missedSince === undefined ? first : applyEvents({ ...input, earlier: all })).profile, version: 'v' };
  }

  it.each(Array.from({ length: 40 }, (_, seed) => [seed + 1]))('everyone is in what they would be in if everything were asked (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const first = { ...segments(random, ['a', 'b', 'c'], independent, 1), ...segments(random, many('s', 30), () => true, 1) };
    const changed = { ...first, ...segments(random, [...many('s', 8), ...many('t', 8)], () => true, 2) };
    const [old, newer] = [definitionsOf(first), definitionsOf(changed, 2)];
    const all = new Map<string, EventDocument[]>();
    let now = base - 10 * 24 * hour;
    const step = (profile: ProfileDocument, definitions: Definitions, id: string): ProfileDocument => {
      const known = all.get(profile.profileId) ?? [];
      const events = randomEvents(random, now, id, profile.profileId);
      all.set(profile.profileId, [...known, ...events]);
      const behind = profile.epoch < definitions.epoch;
      const folded = fold({ profile, events, definitions, now, ...(behind && { folded: known }) }, known);
      expectRight(folded, definitions, now);
      return folded;
    };
    let [one, other] = [person('one'), person('other')];
    for (let turn = 0; turn < 14; turn++) {
      now += Math.floor(random() * 40) * hour + Math.floor(random() * 2);
      one = step(one, turn < 7 ? old : newer, `one-${turn}`);
      other = step(other, turn < 9 ? old : newer, `other-${turn}`);
    }
    const merged = mergeProfiles({ survivor: one, loser: other, folded: { survivor: [], loser: [] }, definitions: newer, now }).survivor;
    const known = [...all.values()].flat();
    expectRight(fold({ profile: merged, events: [], definitions: newer, now }, known), newer, now);
  });
});
