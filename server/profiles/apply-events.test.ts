import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { defaultCompiledRules } from '../identities/identity-rules.js';
import { applyEvents } from './apply-events.js';
import type { Definitions } from './core.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { ProfileDocument } from './profile.js';
import { profileLimits } from './profile-limits.js';

const workspace = 'w';
const who = 'w:userId:u';
const start = Date.UTC(2026, 0, 1);
const second = 1_000;

function event(messageId: string, at: number, change: Partial<EventDocument> = {}): EventDocument {
  return {
    _id: `${workspace}:${messageId}`,
    workspace,
    messageId,
    type: 'track',
    name: 'Thing Done',
    timestamp: new Date(start + at * second),
    receivedAt: new Date(start + at * second),
    source: 's',
    who,
    names: [who],
    properties: {},
    pending: 0,
    replayAttempt: 0,
    ...change,
  };
}

const cart: JourneyDefinition = {
  schemaVersion: 1,
  name: 'cart',
  trigger: { type: 'event', event: { name: 'Cart Updated' } },
  reentry: { type: 'afterExit' },
  exits: [{ id: 'bought', event: { name: 'Order Completed' } }],
  start: 'pause',
  steps: [
    { id: 'pause', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'end' },
    { id: 'end', type: 'exit' },
  ],
};
const welcome: JourneyDefinition = { ...cart, name: 'welcome', trigger: { type: 'segment', segment: 'vip', on: 'entered' }, exits: [] };

function definitions(conditions: { [segment: string]: Condition }, journeys: { [key: string]: JourneyDefinition } = {}, epoch = 1): Definitions {
  const segments = Object.entries(conditions).map(([key, condition]) => ({ key, version: key, condition: compileCondition(condition) }));
  const compiled = Object.entries(journeys).map(([key, definition]) => compileJourney(key, `v-${key}`, definition));
  const specs = [...segments.flatMap(({ condition }) => condition.aggregates), ...compiled.flatMap(({ aggregates }) => aggregates)];
  return {
    workspace,
    epoch,
    segments,
    tags: [],
    deletedTags: [],
    journeys: compiled.map((journey) => ({ journey, paused: false })),
    version: (hash) => compiled.find(({ version }) => version === hash),
    aggregates: [...new Map(specs.map((spec) => [spec.key, spec])).values()],
    caps: [],
    identityRules: defaultCompiledRules,
  };
}

const bought: Condition = { fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value: 2 };
const recently: Condition = { fact: 'event', params: { name: 'Thing *', within: { amount: 10, unit: 'second' } }, operator: 'greaterThanInclusive', value: 1 };
const vip: Condition = { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'vip' };
const nested: Condition = {
  all: [
    { fact: 'segment', params: { key: 'vip' }, operator: 'equal', value: true },
    { not: { fact: 'segment', params: { key: 'bought' }, operator: 'equal', value: true } },
  ],
};

const vipForLong: Condition = { fact: 'trait', params: { name: 'plan', for: { amount: 90, unit: 'second' } }, operator: 'equal', value: 'vip' };
const thenBought: Condition = {
  fact: 'funnel',
  params: {
    steps: [
      { name: 'Cart Updated' },
      { name: 'Order Completed', within: { amount: 20, unit: 'second' } },
      { name: 'Thing *', within: { amount: 5, unit: 'second' }, absent: true },
    ],
  },
  operator: 'equal',
  value: true,
};
const bigSpender: Condition = {
  fact: 'event',
  params: { name: 'Order Completed', measure: 'sum', property: 'total' },
  operator: 'greaterThan',
  value: 20,
};

function empty(epoch = 1): ProfileDocument {
  return { ...newProfile(workspace, 'p', newIdentity(workspace, who, 'p', { messageId: 'm', receivedAt: new Date(start + 3_600_000) })), version: 'v0', epoch };
}

function fold(profile: ProfileDocument, events: EventDocument[], using: Definitions, at: number) {
  return applyEvents({ profile, events, definitions: using, now: start + at * second });
}

/** As catching up does it: when the fold must look something up, it is done again with the events folded before. */
function foldAgain(profile: ProfileDocument, events: EventDocument[], done: EventDocument[], using: Definitions, at: number, afresh = false): ProfileDocument {
  const input = { profile, events, definitions: using, now: start + at * second, ...(afresh && { folded: done }) };
  const first = applyEvents(input);
  if (first.missedSince === undefined) return first.profile;
  const since = first.missedSince;
  return applyEvents({ ...input, earlier: done.filter(({ timestamp }) => timestamp.getTime() >= since) }).profile;
}

const stateOf = ({ traits, accounts, aggregates, exitTimes, lastSeenAt, createdAt, memberships }: ProfileDocument) => ({
  traits,
  accounts,
  aggregates,
  exitTimes,
  lastSeenAt,
  createdAt,
  memberships: Object.keys(memberships).sort(),
});

describe('the fold', () => {
  it('ends the same whatever the order of events and however they are split', () => {
    const using = definitions({ bought, recently, vip, nested, vipForLong, thenBought, bigSpender }, { cart });
    const anyEvent = fc.record({
      at: fc.integer({ min: 0, max: 40 }),
      name: fc.constantFrom('Thing Done', 'Thing Seen', 'Order Completed', 'Cart Updated'),
      traits: fc.option(fc.dictionary(fc.constantFrom('plan', 'city', '__proto__', 'a%2eb'), fc.constantFrom('vip', 'basic', '', null, 3)), { nil: undefined }),
      group: fc.option(fc.record({ groupId: fc.constantFrom('acme', 'a.b', '__proto__'), left: fc.boolean() }), { nil: undefined }),
      historic: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyEvent, { minLength: 1, maxLength: 14 }), fc.infiniteStream(fc.nat()), (made, luck) => {
        const events = made.map(({ at, name, traits, group, historic }, index) =>
          event(`m${index}`, at, {
            name,
            properties: { total: at * 1.1 },
            ...(traits && { type: 'identify', name: 'Identify', traits }),
            ...(group && { type: 'group', properties: group }),
            ...(historic && { historic: true }),
          }),
        );
        const at = 100;
        const whole = foldAgain(empty(), events, [], using, at);
        const shuffled = [...events].map((item) => ({ item, key: luck.next().value })).sort((a, b) => a.key - b.key);
        let split = empty();
        const done: EventDocument[] = [];
        while (shuffled.length > 0) {
          const some = shuffled.splice(0, 1 + (luck.next().value % 4)).map(({ item }) => item);
          split = foldAgain(split, some, done, using, at);
          done.push(...some);
        }
        expect(stateOf(split)).toEqual(stateOf(whole));
        expect(split.aggregates).toEqual(foldAgain({ ...empty(), epoch: 0 }, [], events, using, at, true).aggregates);
      }),
      { numRuns: 300 },
    );
  });

  it('does not touch the profile that it was given', () => {
    const before = empty();
    const copy = structuredClone(before);
    fold(before, [event('a', 1, { name: 'Cart Updated' }), event('b', 2, { type: 'identify', traits: { plan: 'vip' } })], definitions({ vip }, { cart }), 3);
    expect(before).toEqual(copy);
  });

  describe.each([
    [
      'trigger first',
      [
        ['t', 10, 'Cart Updated'],
        ['e', 20, 'Order Completed'],
      ],
      'exit-rule',
    ],
    [
      'exit first',
      [
        ['e', 20, 'Order Completed'],
        ['t', 10, 'Cart Updated'],
      ],
      'refused',
    ],
    [
      'an exit that is older than the trigger',
      [
        ['e', 5, 'Order Completed'],
        ['t', 10, 'Cart Updated'],
      ],
      'inside',
    ],
    [
      'an exit at the very time of the trigger',
      [
        ['e', 10, 'Order Completed'],
        ['t', 10, 'Cart Updated'],
      ],
      'refused',
    ],
    [
      'an older exit that comes later',
      [
        ['t', 10, 'Cart Updated'],
        ['e', 5, 'Order Completed'],
      ],
      'inside',
    ],
  ] as const)('one after the other: %s', (_title, order, expected) => {
    it(`ends as ${expected}`, () => {
      const using = definitions({}, { cart });
      let profile = empty();
      const decisions = [];
      for (const [id, at, name] of order) {
        const result = fold(profile, [event(id, at, { name })], using, 30);
        profile = result.profile;
        decisions.push(...result.decisions);
      }
      const [run] = Object.values(profile.runs);
      if (expected === 'refused') {
        expect(run).toBeUndefined();
        expect(decisions).toMatchObject([{ kind: 'refusal', outcome: 'exit-before-entry' }]);
      } else {
        expect(run?.ended?.reason).toBe(expected === 'inside' ? undefined : expected);
        expect(profile.effects.map(({ kind }) => kind)).toEqual(
          expected === 'inside' ? ['startRun', 'recordRun'] : ['startRun', 'recordRun', 'pokeRun', 'recordRun'],
        );
      }
    });
  });

  it('shows the trait of the same batch to the trigger', () => {
    const filtered: JourneyDefinition = { ...cart, trigger: { type: 'event', event: { name: 'Cart Updated' }, condition: vip } };
    const events = [event('a', 1, { name: 'Cart Updated' }), event('b', 2, { type: 'identify', name: 'Identify', traits: { plan: 'vip' } })];
    expect(Object.keys(fold(empty(), events, definitions({}, { cart: filtered }), 3).profile.runs)).toHaveLength(1);
  });

  it("does not take a group's traits for the person's", () => {
    const { profile, refused } = fold(empty(), [event('a', 1, { type: 'group', name: 'Group', traits: { plan: 'vip' } })], definitions({ vip }), 2);
    expect([profile.traits, Object.keys(profile.memberships), refused]).toEqual([{}, [], []]);
  });

  it('lets a historic event change the profile and its segments, and start nothing', () => {
    const using = definitions({ vip }, { cart, welcome });
    const events = [event('a', 1, { type: 'identify', traits: { plan: 'vip' }, historic: true }), event('b', 2, { name: 'Cart Updated', historic: true })];
    const { profile } = fold(empty(), events, using, 3);
    expect(Object.keys(profile.memberships)).toEqual(['vip']);
    expect(profile.runs).toEqual({});
    // The same, live.
    const live = fold(
      empty(),
      events.map(({ historic: _historic, ...rest }) => rest),
      using,
      3,
    ).profile;
    expect(
      Object.values(live.runs)
        .map(({ journey }) => journey)
        .sort(),
    ).toEqual(['cart', 'welcome']);
  });

  it('evaluates each due instant at itself, then schedules the next', () => {
    const using = definitions({ recently });
    const inside = fold(empty(), [event('a', 0)], using, 1).profile;
    expect(inside.nextEvaluationAt).toEqual(new Date(start + 10 * second));
    const left = fold(inside, [], using, 60);
    expect(left.profile.memberships).toEqual({});
    expect(left.profile).not.toHaveProperty('nextEvaluationAt');
    // An event that was accepted meanwhile is seen by the tick.
    const stays = fold(inside, [event('b', 9)], using, 15).profile;
    expect(stays.memberships.recently?.since).toEqual(new Date(start));
  });

  it('remembers the last stay in a segment that somebody has left', () => {
    const recent: Condition = { fact: 'event', params: { name: 'Thing Done', within: { amount: 1, unit: 'hour' } }, operator: 'greaterThan', value: 0 };
    const known = definitions({ recent });
    const inside = fold(empty(), [event('a', 0)], known, 0).profile;
    expect(inside.formerMemberships).toBeUndefined();
    const outside = fold(inside, [], known, 7_200).profile;
    expect(outside.memberships).toEqual({});
    expect(outside.formerMemberships).toEqual({ recent: { since: new Date(start), until: new Date(start + 3_600 * second) } });
  });

  it('starts a journey at the due instant when time alone brings somebody out of a segment', () => {
    const leaving: JourneyDefinition = { ...welcome, trigger: { type: 'segment', segment: 'recently', on: 'left' } };
    const using = definitions({ recently }, { leaving });
    const inside = fold(empty(), [event('a', 0)], using, 1).profile;
    const [run] = Object.values(fold(inside, [], using, 60).profile.runs);
    expect(run?.enteredAt).toBe(start + 10 * second);
  });

  it('brings a profile below the epoch up to date from what was folded, and starts nothing', () => {
    const old = { ...fold(empty(), [event('a', 1, { name: 'Order Completed' }), event('b', 2, { name: 'Order Completed' })], definitions({}), 3).profile };
    const using = definitions({ vip: bought }, { welcome }, 2);
    const folded = [event('a', 1, { name: 'Order Completed' }), event('b', 2, { name: 'Order Completed' })];
    const { profile } = applyEvents({ profile: old, events: [], definitions: using, now: start + 10 * second, folded });
    expect(Object.keys(profile.memberships)).toEqual(['vip']);
    expect(profile.epoch).toBe(2);
    expect(profile.runs).toEqual({});
  });

  it('refuses alone what it cannot fold, and folds its neighbours', () => {
    const huge = 'x'.repeat(profileLimits.bytes + 1);
    const events = [
      event('a', 1, { type: 'identify', traits: { plan: 'vip' } }),
      event('b', 2, { type: 'identify', traits: { bio: huge } }),
      event('c', 3, { type: 'identify', traits: { city: 'Bern' } }),
    ];
    const { profile, refused } = fold(empty(), events, definitions({}), 4);
    expect(refused.map(({ event: { messageId }, code }) => [messageId, code])).toEqual([['b', 'profile-too-large']]);
    expect(Object.keys(profile.traits)).toEqual(['plan', 'city']);
    expect(profile.applied).toEqual(['a/0', 'c/0', 'b/0!']);
  });

  it('refuses a hundred-and-first account, and still learns that somebody left one', () => {
    const group = (id: string, at: number, properties: { groupId: string; left?: boolean }) => event(id, at, { type: 'group', properties });
    const many = Array.from({ length: 101 }, (_, at) => group(`m${String(at).padStart(3, '0')}`, at, { groupId: `g${at}` }));
    const { profile, refused } = fold(empty(), [...many, group('z', 500, { groupId: 'g7', left: true })], definitions({}), 501);
    expect(Object.keys(profile.accounts)).toHaveLength(100);
    expect(refused.map(({ event: { messageId }, code }) => [messageId, code])).toEqual([['m100', 'too-many-accounts']]);
    expect(profile.accounts.g7).toEqual({ at: new Date(start + 500 * second), messageId: 'z', seen: '', left: true });
  });

  it('drops an ended run once nothing outstanding names it', () => {
    const using = definitions({}, { cart });
    const inside = fold(empty(), [event('t', 10, { name: 'Cart Updated' })], using, 15).profile;
    const ended = fold(inside, [event('e', 20, { name: 'Order Completed' })], using, 30).profile;
    expect(Object.keys(fold(ended, [event('x', 31)], using, 32).profile.runs)).toHaveLength(1);
    expect(Object.keys(fold({ ...ended, effects: [] }, [event('x', 31)], using, 32).profile.runs)).toHaveLength(0);
  });
});
