import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';
import { describe, expect, it, test } from 'vitest';

import { defaultCompiledRules } from '../identities/identity-rules.js';
import { applyEvents } from './apply-events.js';
import { changeTags } from './change-tags.js';
import type { DefinedTag, Definitions, ProfileView } from './core.js';
import { factsFor } from './facts.js';
import { newIdentity, newProfile } from './new-profile.js';
import type { ProfileDocument, TagState } from './profile.js';
import { keptTurns, mergeTag, type TagChange } from './tags.js';

const now = Date.UTC(2026, 0, 1);
const at = (seconds: number) => new Date(now + seconds * 1_000);
const hand = { by: 'hand', source: 'user:u' } as const;
const tagged = compileCondition({ fact: 'tag', params: { key: 'vip' }, operator: 'equal', value: true });
const inVips: Condition = { fact: 'segment', params: { key: 'vips' }, operator: 'equal', value: true };
const pause = [
  { id: 'pause', type: 'delay', duration: { amount: 1, unit: 'hour' }, next: 'end' },
  { id: 'end', type: 'exit' },
] as const;
const base: JourneyDefinition = {
  schemaVersion: 1,
  name: 'j',
  trigger: { type: 'segment', segment: 'vips', on: 'entered' },
  reentry: { type: 'afterExit' },
  exits: [],
  start: 'pause',
  steps: [...pause],
};
const journeys = [
  compileJourney('welcome', 'v1', base),
  compileJourney('until-vip', 'v2', { ...base, trigger: { type: 'event', event: { name: 'Started' } }, exits: [{ id: 'is-vip', condition: inVips }] }),
];

function definitions(tags: DefinedTag[], more: Partial<Definitions> = {}): Definitions {
  return {
    workspace: 'w',
    epoch: 1,
    segments: [{ key: 'vips', version: 'vips', condition: tagged }],
    tags,
    deletedTags: [],
    journeys: journeys.map((journey) => ({ journey, paused: false })),
    version: (hash) => journeys.find(({ version }) => version === hash),
    aggregates: [],
    caps: [],
    identityRules: defaultCompiledRules,
    ...more,
  };
}

function person(change: Partial<ProfileDocument> = {}): ProfileDocument {
  return { ...newProfile('w', 'p', newIdentity('w', 'w:userId:u', 'p', { messageId: 'm', receivedAt: at(-60) })), version: 'v', epoch: 1, ...change };
}

function viewOf(profile: ProfileDocument, using: Definitions): ProfileView {
  return { profile, definitions: using, now, facts: (instant, trigger) => factsFor(profile, instant, { trigger }) };
}

const change = (profile: ProfileDocument, changes: TagChange[], using = definitions([{ key: 'vip' }])) => changeTags(viewOf(profile, using), changes);
const on = (tag: string, more: Partial<TagChange> = {}): TagChange => ({ tag, on: true, ...hand, ...more });

describe('turning a tag', () => {
  it('changes the segments that read it, brings people in and out, in the same write', () => {
    const started = applyEvents({
      profile: person(),
      events: [
        {
          ...{ _id: 'w:s', workspace: 'w', messageId: 's', type: 'track', name: 'Started', source: 's', who: 'w:userId:u', names: ['w:userId:u'] },
          ...{ timestamp: at(-30), receivedAt: at(-30), replayAttempt: 0 },
        },
      ],
      definitions: definitions([{ key: 'vip' }]),
      now,
    }).profile;
    const decided = change(started, [on('vip')]);
    expect(decided.result).toEqual(['turned']);
    expect(decided.profile?.tags.vip).toEqual({ on: true, since: at(0), ...hand });
    expect(Object.keys(decided.profile?.memberships ?? {})).toEqual(['vips']);
    const runs = Object.values(decided.profile?.runs ?? {});
    expect(runs.map(({ journey, ended }) => [journey, ended?.reason])).toEqual(
      expect.arrayContaining([
        ['welcome', undefined],
        ['until-vip', 'exit-rule'],
      ]),
    );
    expect(decided.effects?.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['startRun', 'pokeRun']));
    const off = change(decided.profile as ProfileDocument, [on('vip', { on: false })]);
    expect(off.profile?.memberships).toEqual({});
  });

  test.each<[string, Partial<ProfileDocument>, TagChange, DefinedTag[], string]>([
    ['that is on already changes nothing', { tags: { vip: { on: true, since: at(-9), ...hand } } }, on('vip'), [{ key: 'vip' }], 'unchanged'],
    ['off that was never on changes nothing', {}, on('vip', { on: false }), [{ key: 'vip' }], 'unchanged'],
    ['that does not exist is refused', {}, on('vip'), [], 'unknown-tag'],
    ['that follows a rule is refused', {}, on('vip'), [{ key: 'vip', condition: compileCondition(inVips) }], 'follows-rule'],
    [
      'by a job that turned it before is refused, whatever became of it',
      { tags: { vip: { on: false, since: at(-1), ...hand, before: [{ on: true, since: at(-9), by: 'import', source: 'list', job: 'j1' }] } } },
      on('vip', { job: 'j1' }),
      [{ key: 'vip' }],
      'turned-before',
    ],
  ])('%s', (_, profile, asked, tags, expected) => {
    const decided = change(person(profile), [asked], definitions(tags));
    expect(decided).toEqual({ result: [expected] });
  });

  it('tells of several changes what became of each, and makes those that can be made', () => {
    const decided = change(person(), [on('vip'), on('nothing'), on('vip')]);
    expect(decided.result).toEqual(['turned', 'unknown-tag', 'unchanged']);
    expect(decided.profile?.tags.vip?.on).toBe(true);
  });

  it('remembers the turns before, the newest first, so many and no more', () => {
    let profile = person();
    for (let turn = 0; turn < 15; turn++) profile = change(profile, [on('vip', { on: turn % 2 === 0, source: `user:${turn}` })]).profile as ProfileDocument;
    expect(profile.tags.vip?.source).toBe('user:14');
    expect(profile.tags.vip?.before?.map(({ source }) => source)).toEqual([13, 12, 11, 10, 9, 8, 7, 6, 5].map((turn) => `user:${turn}`));
    expect(profile.tags.vip?.before).toHaveLength(keptTurns);
  });

  it('always stands after what it follows, whatever the clock says', () => {
    const profile = person({ tags: { vip: { on: true, since: at(50), ...hand } } });
    expect(change(profile, [on('vip', { on: false })]).profile?.tags.vip?.since).toEqual(new Date(at(50).getTime() + 1));
  });
});

describe('a tag with a rule', () => {
  const plan: Condition = { fact: 'trait', params: { name: 'plan' }, operator: 'equal', value: 'vip' };
  const ruled = definitions([{ key: 'vip', condition: compileCondition(plan) }]);
  const identify = (messageId: string, value: string, seconds: number) => ({
    ...{ _id: `w:${messageId}`, workspace: 'w', messageId, type: 'identify' as const, name: 'Identify', source: 's', who: 'w:userId:u', names: ['w:userId:u'] },
    ...{ timestamp: at(seconds), receivedAt: at(seconds), traits: { plan: value }, replayAttempt: 0 },
  });

  it('follows it in the same fold, and so does what reads the tag', () => {
    const inside = applyEvents({ profile: person(), events: [identify('a', 'vip', -20)], definitions: ruled, now }).profile;
    expect(inside.tags.vip).toEqual({ on: true, since: at(-20), by: 'rule', source: 'vip' });
    expect(Object.keys(inside.memberships)).toEqual(['vips']);
    const outside = applyEvents({ profile: inside, events: [identify('b', 'basic', -10)], definitions: ruled, now }).profile;
    expect(outside.tags.vip).toMatchObject({ on: false, since: at(-10), by: 'rule', before: [{ on: true, since: at(-20) }] });
    expect(outside.memberships).toEqual({});
  });

  it('stays as it is when the rule is taken away, and goes when the tag is deleted', () => {
    const inside = applyEvents({ profile: person(), events: [identify('a', 'vip', -20)], definitions: ruled, now }).profile;
    const byHand = applyEvents({ profile: inside, events: [], definitions: definitions([{ key: 'vip' }], { epoch: 2 }), now, folded: [] }).profile;
    expect(byHand.tags.vip?.on).toBe(true);
    const gone = applyEvents({ profile: byHand, events: [], definitions: definitions([], { epoch: 3, deletedTags: ['vip'] }), now, folded: [] }).profile;
    expect([gone.tags, gone.memberships]).toEqual([{}, {}]);
  });
});

describe('two histories of one tag', () => {
  const turn = (isOn: boolean, seconds: number, source: string): TagState => ({ on: isOn, since: at(seconds), by: 'hand', source });
  test.each<[string, TagState, TagState, string[]]>([
    ['the newer stands', turn(true, 1, 'a'), turn(false, 2, 'b'), ['b', 'a']],
    ['on wins at the same instant', turn(true, 1, 'a'), turn(false, 1, 'b'), ['a', 'b']],
    ['what both know is there once', { ...turn(true, 2, 'b'), before: [turn(false, 1, 'a')] }, { ...turn(false, 1, 'a') }, ['b', 'a']],
  ])('%s, in either order', (_, a, b, sources) => {
    const known = ({ source, before = [] }: TagState) => [source, ...before.map((before) => before.source)];
    expect(known(mergeTag(a, b))).toEqual(sources);
    expect(mergeTag(b, a)).toEqual(mergeTag(a, b));
  });
});
