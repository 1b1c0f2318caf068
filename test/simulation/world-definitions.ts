import { uniteAccountReads } from '@cairn/rules/compile/account-reads.js';
import { compileCondition } from '@cairn/rules/compile/compile-condition.js';
import type { AccountCondition, Condition } from '@cairn/rules/contracts/condition.js';
import type { AccountReads, AggregateSpec, CompiledCondition } from '@cairn/rules/contracts/facts.js';
import { compileIdentityRules, defaultCompiledRules, defaultIdentityRules } from '@cairn/server/identities/identity-rules.js';
import { type CompiledComputed, compileComputed } from '@cairn/server/profiles/compile-computed.js';
import type { CompiledRule, Definitions } from '@cairn/server/profiles/core.js';
import type { CompiledJourney } from '@cairn/workflows/contracts/interpreter.js';
import type { JourneyDefinition } from '@cairn/workflows/contracts/journey.js';
import { compileJourney } from '@cairn/workflows/interpreter/compile-journey.js';

export const workspace = 'w';
/** Instants of the simulation are seconds from here. */
export const epochMs = Date.UTC(2026, 0, 1);
export const waitSeconds = 5;
export const recentSeconds = 5;

const exits = [{ id: 'bought', event: { name: 'sim E' } }];
const message = { id: 'mail', type: 'message', channel: 'email', template: 'cart', next: 'end' } as const;
const end = { id: 'end', type: 'exit' } as const;

/** Entered by every T; waits for W, then sends. */
const waiting: JourneyDefinition = {
  schemaVersion: 1,
  name: 'waits',
  trigger: { type: 'event', event: { name: 'sim T' } },
  reentry: { type: 'keyed', property: 'id', mode: 'concurrent' },
  exits,
  start: 'wait',
  steps: [
    {
      id: 'wait',
      type: 'waitUntil',
      branches: [{ id: 'w', event: { name: 'sim W' }, next: 'mail' }],
      timeout: { after: { amount: waitSeconds, unit: 'second' }, next: 'mail' },
    },
    message,
    end,
  ],
};

/** Entered by every T; sends at once. */
const sending: JourneyDefinition = { ...waiting, name: 'sends', start: 'mail', steps: [message, end] };

/** Entered by every T since it was published; ends at once. */
const published: JourneyDefinition = { ...waiting, name: 'published', start: 'end', steps: [end] };

/** Entered by every T; changes the person, looks whether that can be seen, and hands them on. */
const acting: JourneyDefinition = {
  ...waiting,
  name: 'acts',
  start: 'mark',
  steps: [
    { id: 'mark', type: 'tag', tag: 'marked', action: 'add', next: 'set' },
    { id: 'set', type: 'updateProfile', traits: [{ name: 'seen', value: { trigger: 'id' } }], next: 'look' },
    {
      ...{ id: 'look', type: 'split', otherwise: { next: 'end' } },
      branches: [
        {
          id: 'both',
          condition: {
            all: [
              { fact: 'tag', params: { key: 'marked' }, operator: 'equal', value: true },
              { fact: 'trait', params: { name: 'seen' }, operator: 'exists' },
            ],
          },
          next: 'hand',
        },
      ],
    },
    { id: 'hand', type: 'enterJourney', journey: 'J7', next: 'end' },
    end,
  ],
};

/** Entered from there, as often as may be. */
const handed: JourneyDefinition = {
  ...{ schemaVersion: 1, name: 'handed', trigger: { type: 'handOff' }, reentry: { type: 'any' }, exits: [], start: 'pause' },
  steps: [{ id: 'pause', type: 'delay', duration: { amount: 1, unit: 'second' }, next: 'end' }, end],
};

/** Entered by the segment, one at a time; left by time alone. */
const recently: JourneyDefinition = {
  schemaVersion: 1,
  name: 'recently',
  trigger: { type: 'segment', segment: 'recent', on: 'left' },
  reentry: { type: 'afterExit' },
  exits: [],
  start: 'pause',
  steps: [{ id: 'pause', type: 'delay', duration: { amount: 1, unit: 'second' }, next: 'end' }, end],
};

const many = (count: number): Condition => ({ fact: 'event', params: { name: 'sim *' }, operator: 'greaterThanInclusive', value: count });
const conditions = {
  recent: { fact: 'event', params: { name: 'sim *', within: { amount: recentSeconds, unit: 'second' } }, operator: 'greaterThanInclusive', value: 1 },
  waited: { fact: 'event', params: { name: 'sim W' }, operator: 'greaterThanInclusive', value: 1 },
} satisfies { [key: string]: Condition };

/** Since when a trait has its value, as a condition "has been so for" keeps it. */
export const heldMood: AggregateSpec = { key: 'held-mood', params: { name: 'sim *' }, keep: 'held', trait: { name: 'mood' } };

const count = (name: string, seconds?: number): CompiledComputed =>
  compileComputed(seconds === undefined ? name.slice(-1) : 'recent', 'v', {
    source: { type: 'measure', measure: { measure: 'count', event: { name }, ...(seconds && { within: { amount: seconds, unit: 'second' } }) } },
  });

const journeys = [compileJourney('J1', 'v-waits', waiting), compileJourney('J2', 'v-sends', sending), compileJourney('J3', 'v-recently', recently)];
/** Only where a seed says so. */
const actingJourneys = [compileJourney('J6', 'v-acts', acting), compileJourney('J7', 'v-handed', handed)];

const journeyOfEpoch2 = compileJourney('J5', 'v-published', published);

/** Until epoch 2 an event B cannot be folded: something about it throws. */
const breaking: CompiledJourney = (() => {
  const source = compileJourney('J4', 'v-breaking', { ...sending, name: 'breaks', trigger: { type: 'event', event: { name: 'sim B' } } });
  const matches = () => {
    throw new Error('This definition cannot stand an event B.');
  };
  return { ...source, trigger: { ...source.trigger, matches } };
})();

function withTag(key: string): CompiledCondition {
  return compileCondition({ fact: 'tag', params: { key }, operator: 'equal', value: true });
}

/** In one account at least, of which this holds. */
function inAccount(where: AccountCondition): CompiledCondition {
  return compileCondition({ fact: 'account', params: { match: 'any', where }, operator: 'equal', value: true });
}

function ofPeople(segment: string, share: 'all' | 'some' | 'none'): CompiledCondition {
  return inAccount({ fact: 'people', params: { segment, share }, operator: 'equal', value: true });
}

function build(epoch: number, more: readonly CompiledJourney[]): Definitions {
  const segments = [
    { key: 'many', version: `many-${epoch}`, condition: compileCondition(many(epoch >= 2 ? 1 : 3)) },
    { key: 'recent', version: 'recent', condition: compileCondition(conditions.recent) },
    ...(epoch >= 2 ? [{ key: 'waited', version: 'waited', condition: compileCondition(conditions.waited) }] : []),
    { key: 'with-picked', version: 'with-picked', condition: withTag('picked') },
    { key: 'of-gold', version: 'of-gold', condition: inAccount({ fact: 'trait', params: { name: 'tier' }, operator: 'equal', value: 'gold' }) },
    {
      key: 'with-many',
      version: 'with-many',
      condition: ofPeople('many', 'some'),
    },
    ...(epoch >= 2
      ? [
          { key: 'all-waited', version: 'all-waited', condition: ofPeople('waited', 'all') },
          // Those who left before it was asked about have told no account.
          { key: 'quiet', version: 'quiet', condition: ofPeople('recent', 'none') },
        ]
      : []),
    { key: 'with-ruled', version: 'with-ruled', condition: withTag('ruled') },
    { key: 'with-acted', version: 'with-acted', condition: withTag('acted') },
  ];
  const rules: CompiledRule[] = [
    {
      ...{ key: 'acts', answerKey: 'acts', condition: compileCondition(many(epoch >= 2 ? 1 : 3)), current: true },
      whenTrue: [
        { type: 'tag', tag: 'acted', action: 'add' },
        { type: 'notify', text: 'Often here.' },
      ],
      whenFalse: [{ type: 'tag', tag: 'acted', action: 'remove' }],
    },
  ];
  const tags = [
    { key: 'bulk' },
    { key: 'picked' },
    { key: 'acted' },
    { key: 'marked' },
    { key: 'ruled', condition: compileCondition(many(epoch >= 2 ? 1 : 3)) },
  ];
  const computed = [count('sim *'), count('sim *', recentSeconds), ...(epoch >= 2 ? [count('sim W')] : [])];
  const live = [...journeys, ...more, epoch >= 2 ? journeyOfEpoch2 : breaking];
  const specs: AggregateSpec[] = [
    ...[...segments, ...rules].flatMap(({ condition }) => condition.aggregates),
    ...[...computed, ...live].flatMap(({ aggregates }) => aggregates),
    heldMood,
  ];
  return {
    workspace,
    epoch,
    segments,
    accounts: uniteAccountReads(segments.map(({ condition }) => condition.reads.accounts)) as AccountReads,
    tags: epoch >= 2 ? tags : [...tags, { key: 'gone' }],
    deletedTags: epoch >= 2 ? ['gone'] : [],
    computed,
    rules,
    journeys: live.map((journey) => ({ journey, paused: false })),
    version: (hash) => live.find(({ version }) => version === hash),
    aggregates: [...new Map(specs.map((spec) => [spec.key, spec])).values()],
    caps: [{ channel: 'email', limit: 1, windowMs: 10 ** 12 }],
    identityRules: defaultCompiledRules,
  };
}

/** One device and one address a person. */
const strictRules = compileIdentityRules(defaultIdentityRules.map((rule) => ({ ...rule, limit: 1 })));

type DefinitionsAt = { readonly [epoch: number]: Definitions };
const known = new Map<string, DefinitionsAt>();

/** By epoch. */
export function definitionsAt({ strict, acting: acts }: { strict: boolean; acting: boolean }): DefinitionsAt {
  const name = `${strict} ${acts}`;
  const at = known.get(name) ?? made(acts ? actingJourneys : [], strict ? { identityRules: strictRules } : {});
  known.set(name, at);
  return at;
}

function made(more: readonly CompiledJourney[], change: Partial<Definitions>): DefinitionsAt {
  return { 1: { ...build(1, more), ...change }, 2: { ...build(2, more), ...change } };
}

export const allEventsKey = definitionsAt({ strict: false, acting: false })[1]?.segments[0]?.condition.aggregates[0]?.key ?? '';
export const waitedKey = compileCondition(conditions.waited).aggregates[0]?.key ?? '';
