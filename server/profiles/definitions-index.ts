import { type AggregateFold, compileAggregate } from '@cairn/rules/compile/fold-aggregate.js';
import type { FactEvent } from '@cairn/rules/contracts/facts.js';
import { entryEventName } from '@cairn/workflows/contracts/names.js';

import { type AnswerIndex, answerIndexOf } from './answer-index.js';
import type { CompiledComputed } from './compile-computed.js';
import type { CompiledRule, Definitions, LiveJourney } from './core.js';
import { append, ByName, EventIndex } from './event-index.js';

/** So that an event evaluates only what it can change, however many definitions there are (design §4). */
export interface DefinitionsIndex {
  /** Those that may count this event. */
  aggregates(event: FactEvent): { key: string; add: AggregateFold }[];
  /** Does anything count events of this name? */
  counts(name: string): boolean;
  /** Journeys that an event of this name may start. */
  triggers(name: string): LiveJourney[];
  /** Journeys that a change of this segment may start. */
  segmentTriggers(segment: string): LiveJourney[];
  /** Journeys that dates and schedules start. */
  dueTriggers: readonly LiveJourney[];
  /** Journeys with an exit rule or a goal for events of this name. */
  exits(name: string): LiveJourney[];
  /** Conditions whose answers the profile keeps. */
  answers: AnswerIndex;
  segmentKeys: ReadonlySet<string>;
  /** By key. */
  rules: ReadonlyMap<string, CompiledRule>;
  /** Key → its place among them as they act: those that others read come before those. */
  ruleOrder: ReadonlyMap<string, number>;
  /** Under which a rule's answers are kept. */
  ruleAnswerKeys: ReadonlySet<string>;
  /** Tags that follow no condition: others may turn them. */
  freeTags: ReadonlySet<string>;
  /** Those that are live, by key. */
  journeys: ReadonlyMap<string, LiveJourney>;
  computed: {
    /** Those that are made of others after them. */
    ordered: readonly CompiledComputed[];
    names: ReadonlySet<string>;
    readingAggregate: ReadonlyMap<string, CompiledComputed[]>;
    readingTrait: ReadonlyMap<string, CompiledComputed[]>;
    /** Name → computed traits that are made of it. */
    reading: ReadonlyMap<string, CompiledComputed[]>;
  };
  aggregateKeys: ReadonlySet<string>;
  /** Aggregates that say since when a trait has its value, by key. */
  held: ReadonlyMap<string, { name: string; path?: string }>;
}

const cache = new WeakMap<Definitions, DefinitionsIndex>();

export function indexOf(definitions: Definitions): DefinitionsIndex {
  let index = cache.get(definitions);
  if (!index) {
    index = build(definitions);
    cache.set(definitions, index);
  }
  return index;
}

function build(definitions: Definitions): DefinitionsIndex {
  const aggregates = new EventIndex<{ key: string; add: AggregateFold }>();
  for (const spec of definitions.aggregates)
    aggregates.add({ ...spec.params, ...(spec.trait && { trait: spec.trait.name }) }, { key: spec.key, add: compileAggregate(spec) });
  const triggers = new ByName<LiveJourney>();
  const exits = new ByName<LiveJourney>();
  const segmentTriggers = new Map<string, LiveJourney[]>();
  for (const live of definitions.journeys) {
    const { trigger } = live.journey.definition;
    if (trigger.type === 'event') triggers.add(trigger.event.name, live);
    if (trigger.type === 'api') triggers.add(entryEventName(live.journey.key), live);
    if (trigger.type === 'segment') append(segmentTriggers, trigger.segment, live);
    for (const name of new Set(live.journey.exits.flatMap(({ source }) => source.event?.name ?? []))) exits.add(name, live);
  }
  const answers = answerIndexOf(definitions);
  return {
    aggregates: (event) => aggregates.get(event),
    counts: (name) => aggregates.concerns(name),
    triggers: (name) => triggers.get(name),
    exits: (name) => [...new Set(exits.get(name))],
    dueTriggers: definitions.journeys.filter(({ journey }) => journey.trigger.nextDue),
    segmentTriggers: (segment) => segmentTriggers.get(segment) ?? [],
    answers,
    segmentKeys: new Set(definitions.segments.map(({ key }) => key)),
    rules: new Map((definitions.rules ?? []).map((rule) => [rule.key, rule])),
    ruleOrder: new Map(answers.ordered.flatMap(({ rule, order }) => (rule ? [[rule.key, order] as const] : []))),
    ruleAnswerKeys: new Set((definitions.rules ?? []).map(({ answerKey }) => answerKey)),
    freeTags: new Set(definitions.tags.flatMap(({ key, condition }) => (condition ? [] : [key]))),
    journeys: new Map(definitions.journeys.map((live) => [live.journey.key, live])),
    computed: computedOf(definitions.computed ?? []),
    aggregateKeys: new Set(definitions.aggregates.map(({ key }) => key)),
    held: new Map(definitions.aggregates.flatMap(({ key, trait }) => (trait ? [[key, trait] as const] : []))),
  };
}

function computedOf(traits: readonly CompiledComputed[]): DefinitionsIndex['computed'] {
  const readingAggregate = new Map<string, CompiledComputed[]>();
  const readingTrait = new Map<string, CompiledComputed[]>();
  const reading = new Map<string, CompiledComputed[]>();
  for (const trait of traits) {
    for (const { key } of trait.aggregates) append(readingAggregate, key, trait);
    for (const name of trait.traits ?? []) append(readingTrait, name, trait);
    for (const name of trait.reads) append(reading, name, trait);
  }
  // What is made of others reads only such as read none: two steps are all there is.
  const ordered = [...traits].sort((a, b) => Number(a.reads.length > 0) - Number(b.reads.length > 0));
  return { ordered, names: new Set(traits.map(({ name }) => name)), readingAggregate, readingTrait, reading };
}
