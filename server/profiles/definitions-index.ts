import { type AggregateFold, compileAggregate } from '@cairn/rules/compile/fold-aggregate.js';

import type { CompiledSegment, Definitions, LiveJourney } from './core.js';

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
  /** Every segment, those that others read before them. */
  ordered: CompiledSegment[];
  position: ReadonlyMap<string, number>;
  segmentsReading: {
    trait: ReadonlyMap<string, CompiledSegment[]>;
    aggregate: ReadonlyMap<string, CompiledSegment[]>;
    segment: ReadonlyMap<string, CompiledSegment[]>;
  };
  aggregateKeys: ReadonlySet<string>;
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
  const ordered = byDependency(definitions.segments);
  return {
    aggregates: (name) => aggregates.get(name),
    triggers: (name) => triggers.get(name),
    exits: (name) => [...new Set(exits.get(name))],
    segmentTriggers: (segment) => segmentTriggers.get(segment) ?? [],
    ordered,
    position: new Map(ordered.map((segment, at) => [segment.key, at])),
    segmentsReading: {
      trait: readers(ordered, (segment) => segment.condition.reads.traits),
      aggregate: readers(ordered, (segment) => segment.condition.aggregates.map(({ key }) => key)),
      segment: readers(ordered, (segment) => segment.condition.reads.segments),
    },
    aggregateKeys: new Set(definitions.aggregates.map(({ key }) => key)),
  };
}

function readers(segments: CompiledSegment[], reads: (segment: CompiledSegment) => string[]): Map<string, CompiledSegment[]> {
  const by = new Map<string, CompiledSegment[]>();
  for (const segment of segments) for (const name of new Set(reads(segment))) append(by, name, segment);
  return by;
}

/** A cycle is refused on save; should one be stored, its members keep their given order. */
function byDependency(segments: CompiledSegment[]): CompiledSegment[] {
  const byKey = new Map(segments.map((segment) => [segment.key, segment]));
  const done = new Set<string>();
  const ordered: CompiledSegment[] = [];
  const visit = (segment: CompiledSegment): void => {
    if (done.has(segment.key)) return;
    done.add(segment.key);
    for (const read of segment.condition.reads.segments) {
      const other = byKey.get(read);
      if (other) visit(other);
    }
    ordered.push(segment);
  };
  for (const segment of segments) visit(segment);
  return ordered;
}

function append<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
