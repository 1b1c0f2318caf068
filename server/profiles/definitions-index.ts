import { type AggregateFold, compileAggregate } from '@cairn/rules/compile/fold-aggregate.js';
import type { CompiledCondition } from '@cairn/rules/contracts/facts.js';

import type { CompiledComputed } from './computed-traits.js';
import type { Definitions, LiveJourney } from './core.js';

/** Looks up by an event's name, exact or by a prefix with a trailing `*`. */
class ByName<T> {
  private readonly exact = new Map<string, T[]>();
  private readonly prefixes: { prefix: string; item: T }[] = [];

  add(pattern: string, item: T): void {
    if (pattern.endsWith('*')) this.prefixes.push({ prefix: pattern.slice(0, -1), item });
    else append(this.exact, pattern, item);
  }

  get(name: string): T[] {
    const exact = this.exact.get(name) ?? [];
    if (this.prefixes.length === 0) return exact;
    return [...exact, ...this.prefixes.filter(({ prefix }) => name.startsWith(prefix)).map(({ item }) => item)];
  }
}

/** So that an event evaluates only what it can change, however many definitions there are (design §4). */
export interface DefinitionsIndex {
  aggregates(name: string): { key: string; add: AggregateFold }[];
  /** Journeys that an event of this name may start. */
  triggers(name: string): LiveJourney[];
  /** Journeys that a change of this segment may start. */
  segmentTriggers(segment: string): LiveJourney[];
  /** Journeys with an exit rule for events of this name. */
  exits(name: string): LiveJourney[];
  /** Every condition whose answer the profile keeps, those that others read before them. */
  ordered: KeptAnswer[];
  segmentKeys: ReadonlySet<string>;
  /** Who reads a trait, aggregate, segment or tag of that name. */
  reading: {
    trait: ReadonlyMap<string, KeptAnswer[]>;
    aggregate: ReadonlyMap<string, KeptAnswer[]>;
    segment: ReadonlyMap<string, KeptAnswer[]>;
    tag: ReadonlyMap<string, KeptAnswer[]>;
    computed: ReadonlyMap<string, KeptAnswer[]>;
    /** Those that ask anything of accounts. */
    accounts: readonly KeptAnswer[];
  };
  /** Those that ask for consent. */
  readingConsent: readonly KeptAnswer[];
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

/** A segment, or a tag that follows a rule: the profile keeps what its condition answers. */
export interface KeptAnswer {
  kind: 'segment' | 'tag';
  key: string;
  condition: CompiledCondition;
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
  const aggregates = new ByName<{ key: string; add: AggregateFold }>();
  for (const spec of definitions.aggregates) aggregates.add(spec.params.name, { key: spec.key, add: compileAggregate(spec) });
  const triggers = new ByName<LiveJourney>();
  const exits = new ByName<LiveJourney>();
  const segmentTriggers = new Map<string, LiveJourney[]>();
  for (const live of definitions.journeys) {
    const { trigger } = live.journey.definition;
    if (trigger.type === 'event') triggers.add(trigger.event.name, live);
    else append(segmentTriggers, trigger.segment, live);
    for (const name of new Set(live.journey.definition.exits.flatMap((exit) => exit.event?.name ?? []))) exits.add(name, live);
  }
  const ordered = byDependency([
    ...definitions.segments.map(({ key, condition }): KeptAnswer => ({ kind: 'segment', key, condition })),
    ...definitions.tags.flatMap(({ key, condition }): KeptAnswer[] => (condition ? [{ kind: 'tag', key, condition }] : [])),
  ]);
  return {
    aggregates: (name) => aggregates.get(name),
    triggers: (name) => triggers.get(name),
    exits: (name) => [...new Set(exits.get(name))],
    segmentTriggers: (segment) => segmentTriggers.get(segment) ?? [],
    ordered,
    segmentKeys: new Set(definitions.segments.map(({ key }) => key)),
    reading: {
      trait: readers(ordered, ({ condition }) => condition.reads.traits),
      aggregate: readers(ordered, ({ condition }) => condition.aggregates.map(({ key }) => key)),
      segment: readers(ordered, ({ condition }) => condition.reads.segments),
      tag: readers(ordered, ({ condition }) => condition.reads.tags),
      computed: readers(ordered, ({ condition }) => condition.reads.computed),
      accounts: ordered.filter(({ condition }) => condition.reads.accounts),
    },
    readingConsent: ordered.filter(({ condition }) => condition.reads.consent),
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

function readers(answers: KeptAnswer[], reads: (answer: KeptAnswer) => string[]): Map<string, KeptAnswer[]> {
  const by = new Map<string, KeptAnswer[]>();
  for (const answer of answers) for (const name of new Set(reads(answer))) append(by, name, answer);
  return by;
}

/** A cycle is refused on save; should one be stored, its members keep their given order. */
function byDependency(answers: KeptAnswer[]): KeptAnswer[] {
  const byName = new Map(answers.map((answer) => [`${answer.kind}:${answer.key}`, answer]));
  const done = new Set<KeptAnswer>();
  const ordered: KeptAnswer[] = [];
  const visit = (answer: KeptAnswer): void => {
    if (done.has(answer)) return;
    done.add(answer);
    const { segments, tags } = answer.condition.reads;
    for (const name of [...segments.map((key) => `segment:${key}`), ...tags.map((key) => `tag:${key}`)]) {
      const other = byName.get(name);
      if (other) visit(other);
    }
    ordered.push(answer);
  };
  for (const answer of answers) visit(answer);
  return ordered;
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
