import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { defaultCompiledRules } from '../identities/identity-rules.js';
import { ruleAnswerKey } from '../rules/rule-answer-key.js';
import { applyEvents } from './apply-events.js';
import type { CompiledRule, Definitions } from './core.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { Effect, ProfileDocument } from './profile.js';

const workspace = 'w';
const who = 'w:userId:u';
const start = Date.UTC(2026, 0, 1);

const event = (messageId: string, at: number, change: Partial<EventDocument> = {}): EventDocument => ({
  ...{ _id: `${workspace}:${messageId}`, workspace, messageId, type: 'track', name: 'Order Completed', source: 's', who, names: [who], properties: {} },
  ...{ timestamp: new Date(start + at * 1_000), receivedAt: new Date(start + at * 1_000), pending: 0, replayAttempt: 0 },
  ...change,
});
const identify = (messageId: string, at: number, traits: EventDocument['traits']): EventDocument =>
  event(messageId, at, { type: 'identify', name: 'Identify', ...(traits && { traits }) });

const ordered = (value: number): Condition => ({ fact: 'event', params: { name: 'Order Completed' }, operator: 'greaterThanInclusive', value });
const tagged = (key: string): Condition => ({ fact: 'tag', params: { key }, operator: 'equal', value: true });
const plan = (value: string): Condition => ({ fact: 'trait', params: { name: 'plan' }, operator: 'equal', value });
const recent: Condition = {
  fact: 'event',
  params: { name: 'Order Completed', within: { amount: 10, unit: 'second' } },
  operator: 'greaterThanInclusive',
  value: 1,
};

const rule = (key: string, condition: Condition, does: Partial<CompiledRule>): CompiledRule => {
  const { whenTrue = [], whenFalse = [], current = false } = does;
  return { key, answerKey: ruleAnswerKey(key, { whenTrue }), condition: compileCondition(condition), whenTrue, whenFalse, current };
};
const add = (tag: string) => ({ type: 'tag', tag, action: 'add' }) as const;
const remove = (tag: string) => ({ type: 'tag', tag, action: 'remove' }) as const;

const cart: JourneyDefinition = {
  ...{ schemaVersion: 1, name: 'care', trigger: { type: 'event', event: { name: 'Never' }, condition: plan('none') }, reentry: { type: 'afterExit' } },
  ...{ exits: [], start: 'pause' },
  steps: [
    { id: 'pause', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'end' },
    { id: 'end', type: 'exit' },
  ],
};
const care = compileJourney('care', 'v-care', cart);

function definitions(rules: CompiledRule[], { segments = {}, tags = ['big', 'vip', 'calm'], epoch = 1 }: Given = {}): Definitions {
  const compiled = Object.entries(segments).map(([key, condition]) => ({ key, version: key, condition: compileCondition(condition) }));
  const specs = [...compiled, ...rules].flatMap(({ condition }) => condition.aggregates);
  return {
    ...{ workspace, epoch, segments: compiled, rules, deletedTags: [], caps: [], identityRules: defaultCompiledRules },
    tags: tags.map((key) => ({ key })),
    journeys: [{ journey: care, paused: false }],
    version: (hash) => (hash === 'v-care' ? care : undefined),
    aggregates: [...new Map(specs.map((spec) => [spec.key, spec])).values()],
  };
}

interface Given {
  segments?: { [key: string]: Condition };
  tags?: string[];
  epoch?: number;
}

const nobody = (epoch = 1): ProfileDocument => ({
  ...newProfile(workspace, 'p', newIdentity(workspace, who, 'p', { messageId: 'm', receivedAt: new Date(start) })),
  ...{ version: 'v0', epoch },
});
const fold = (profile: ProfileDocument, events: EventDocument[], using: Definitions, at: number, more: object = {}): ProfileDocument =>
  applyEvents({ profile, events, definitions: using, now: start + at * 1_000, ...more }).profile;
const tagsOn = ({ tags }: ProfileDocument) => Object.keys(tags).filter((key) => tags[key]?.on);
const kinds = ({ effects }: ProfileDocument) => effects.map(({ kind }) => kind);
const effect = <K extends Effect['kind']>({ effects }: ProfileDocument, kind: K) => effects.find((one) => one.kind === kind) as Extract<Effect, { kind: K }>;

describe('a rule that turns', () => {
  it('turns tags in the write of the turn, and what reads them in the same', () => {
    const using = definitions([rule('spends', ordered(2), { whenTrue: [add('big')], whenFalse: [remove('big')] })], {
      segments: { bigOnes: tagged('big') },
    });
    const one = fold(nobody(), [event('a', 1)], using, 2);
    expect(tagsOn(one)).toEqual([]);
    const two = fold(one, [event('b', 2)], using, 3);
    expect(tagsOn(two)).toEqual(['big']);
    expect(two.tags.big).toMatchObject({ by: 'rule', source: 'spends', since: new Date(start + 2_000) });
    expect(Object.keys(two.memberships)).toEqual(['bigOnes']);
  });

  it('turns by time alone, at the due instant', () => {
    const using = definitions([rule('here', recent, { whenTrue: [add('big')], whenFalse: [remove('big'), add('calm')] })]);
    const seen = fold(nobody(), [event('a', 1)], using, 2);
    expect(tagsOn(seen)).toEqual(['big']);
    expect(seen.nextEvaluationAt).toEqual(new Date(start + 11_000));
    const later = fold(seen, [], using, 60);
    expect(tagsOn(later)).toEqual(['calm']);
    expect(later.tags.calm?.since).toEqual(new Date(start + 11_000));
  });

  it.each([
    ['the later one has the last word', ['first', 'second'], ['calm']],
    ['and in the other order the other', ['second', 'first'], ['calm', 'vip']],
  ])('among rules that turn together, %s', (_, order, expected) => {
    const all = {
      first: rule('first', plan('gold'), { whenTrue: [add('calm'), remove('vip')] }),
      second: rule('second', plan('gold'), { whenTrue: [add('vip')] }),
    };
    const swapped = order.map((key) => all[key as 'first']);
    // Acting in reverse: the tag that the first takes away is there only if the second came before.
    const done = fold(nobody(), [identify('a', 1, { plan: 'gold' })], definitions([...swapped].reverse()), 2);
    expect(tagsOn(done).sort()).toEqual(expected);
  });

  it('feeds another that reads what it turns, whatever their order', () => {
    const chain = [rule('then', tagged('big'), { whenTrue: [add('vip')] }), rule('first', ordered(1), { whenTrue: [add('big')] })];
    expect(tagsOn(fold(nobody(), [event('a', 1)], definitions(chain), 2)).sort()).toEqual(['big', 'vip']);
  });

  it('leaves alone a tag that is gone', () => {
    const using = definitions([rule('spends', ordered(1), { whenTrue: [add('gone'), add('big')] })]);
    expect(tagsOn(fold(nobody(), [event('a', 1)], using, 2))).toEqual(['big']);
  });

  it('sets traits by an identify call of its own, under the same id however often it is folded', () => {
    const actions = [
      { type: 'trait', name: 'tier', value: 'gold' },
      { type: 'trait', name: 'was', value: { trait: 'plan' } },
      { type: 'trait', name: 'never', value: { trait: 'absent' } },
    ] as const;
    const using = definitions([rule('spends', ordered(1), { whenTrue: [...actions] })]);
    const before = fold(nobody(), [identify('i', 0, { plan: 'pro' })], using, 1);
    const done = fold(before, [event('a', 1)], using, 2);
    expect(effect(done, 'setTraits')).toMatchObject({ owner: who, traits: { tier: 'gold', was: 'pro' }, at: start + 1_001, historic: false });
    expect(effect(fold(before, [event('a', 1)], using, 5), 'setTraits').messageId).toBe(effect(done, 'setTraits').messageId);
  });

  it.each([[['first', 'second']], [['second', 'first']]])('has the last word for a trait as for a tag, among %j', (order) => {
    const says = (key: string, tag: 'add' | 'remove') =>
      rule(key, plan('gold'), {
        whenTrue: [
          { type: 'tag', tag: 'vip', action: tag },
          { type: 'trait', name: 'tier', value: key },
        ],
      });
    const all = { first: says('first', 'remove'), second: says('second', 'add') };
    const done = fold(nobody(), [identify('a', 1, { plan: 'gold' })], definitions(order.map((key) => all[key as 'first'])), 2);
    const set = done.effects.flatMap((one) => (one.kind === 'setTraits' ? [one] : []));
    expect(set).toHaveLength(2);
    // Of events at one instant the larger name comes later (core rule 2).
    const calls = set.map(({ messageId, at, owner, traits }) =>
      event(messageId, (at - start) / 1_000, { type: 'identify', name: 'Identify', who: owner, traits }),
    );
    const last = order.at(-1);
    expect(tagsOn(done)).toEqual(last === 'second' ? ['vip'] : []);
    for (const arriving of [calls, [...calls].reverse()]) expect(fold(done, arriving, definitions([]), 3).traits.tier?.value).toBe(last);
  });

  it('brings into a journey past its own trigger, and tells the team', () => {
    const using = definitions([
      rule('spends', ordered(1), {
        whenTrue: [
          { type: 'journey', journey: 'care' },
          { type: 'notify', text: 'Call them.' },
        ],
      }),
    ]);
    const done = fold(nobody(), [event('a', 1)], using, 2);
    expect(kinds(done)).toEqual(['startRun', 'recordRun', 'notify']);
    expect(Object.values(done.runs)).toMatchObject([{ journey: 'care', trigger: { name: 'rule:spends turned true' } }]);
    expect(effect(done, 'notify')).toMatchObject({ rule: 'spends', on: true, text: 'Call them.', profileId: 'p' });
  });
});

describe('what a turn is caused by', () => {
  const does = { whenTrue: [add('big'), { type: 'trait', name: 'tier', value: 'gold' }, { type: 'notify', text: 'x' }] } satisfies Partial<CompiledRule>;
  it.each([
    ['something that happens', {}, {}, ['notify', 'setTraits']],
    ['history that comes late: state alone', { historic: true as const }, {}, ['setTraits']],
  ])('%s', (_, change, more, expected) => {
    const done = fold(nobody(), [event('a', 1, change)], definitions([rule('r', ordered(1), does)]), 2, more);
    expect(tagsOn(done)).toEqual(['big']);
    expect(kinds(done).sort()).toEqual(expected);
  });

  it.each([
    ['state alone', false, ['setTraits']],
    ['and, where its author says so, all of it', true, ['notify', 'setTraits']],
  ])('a new definition, of those who fulfil it already: %s', (_, current, expected) => {
    const happened = [event('a', 1)];
    const before = fold(nobody(), happened, definitions([]), 2);
    const using = definitions([rule('r', ordered(1), { ...does, current })], { epoch: 2 });
    const done = fold(before, [], using, 3, { folded: happened });
    expect(tagsOn(done)).toEqual(['big']);
    expect(kinds(done).sort()).toEqual(expected);
    expect(effect(done, 'setTraits').historic).toBe(true);
  });

  it('another tag to add is added for everybody; another notice asks nobody', () => {
    const before = fold(nobody(), [event('a', 1)], definitions([rule('r', ordered(1), { whenTrue: [add('big'), { type: 'notify', text: 'x' }] })]), 2);
    const told = definitions([rule('r', ordered(1), { whenTrue: [add('big'), { type: 'notify', text: 'y' }], current: true })], { epoch: 2 });
    const quiet = fold({ ...before, effects: [] }, [], told, 3, { folded: [event('a', 1)] });
    expect(kinds(quiet)).toEqual([]);
    const another = definitions([rule('r', ordered(1), { whenTrue: [add('vip')] })], { epoch: 3 });
    expect(tagsOn(fold(quiet, [], another, 4, { folded: [event('a', 1)] })).sort()).toEqual(['big', 'vip']);
  });

  it('a rule that is gone is forgotten, and what it did stays', () => {
    const before = fold(nobody(), [event('a', 1)], definitions([rule('r', ordered(1), does)]), 2);
    const done = fold(before, [], definitions([], { epoch: 2 }), 3, { folded: [event('a', 1)] });
    expect(done.ruleAnswers).toEqual({});
    expect(tagsOn(done)).toEqual(['big']);
  });
});

describe('however events come and are split', () => {
  it('rules that follow one another end the same', () => {
    const using = definitions(
      [
        rule('spends', ordered(3), { whenTrue: [add('big')], whenFalse: [remove('big')] }),
        rule('golden', { all: [tagged('big'), plan('gold')] }, { whenTrue: [add('vip')], whenFalse: [remove('vip')] }),
        rule('calms', { not: tagged('vip') }, { whenTrue: [add('calm')], whenFalse: [remove('calm')] }),
      ],
      { segments: { both: { all: [tagged('vip'), tagged('big')] } } },
    );
    const change = fc.oneof(
      fc.constant({ kind: 'order' as const }),
      fc.constantFrom('gold', 'free').map((value) => ({ kind: 'plan' as const, value })),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(change, fc.nat(50)), { minLength: 1, maxLength: 12 }), fc.infiniteStream(fc.nat(3)), (changes, sizes) => {
        const events = changes.map(([what, at], n) => (what.kind === 'order' ? event(`e${n}`, at) : identify(`e${n}`, at, { plan: what.value })));
        const newcomer = { ...nobody(0), version: '' };
        const whole = fold(newcomer, events, using, 100);
        let split: ProfileDocument = newcomer;
        for (let rest = events; rest.length > 0; ) {
          const size = 1 + (sizes.next().value as number);
          split = { ...fold(split, rest.slice(0, size), using, 100), version: 'v' };
          rest = rest.slice(size);
        }
        const state = (profile: ProfileDocument) => [tagsOn(profile).sort(), Object.keys(profile.memberships), Object.keys(profile.ruleAnswers ?? {}).sort()];
        expect(state(split)).toEqual(state(whole));
      }),
      { numRuns: 300 },
    );
  });
});
