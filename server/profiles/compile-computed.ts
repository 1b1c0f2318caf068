import { zoneTraits } from '@cairn/rules/clauses/compiled-clause.js';
import { instantsOf } from '@cairn/rules/compile/aggregate-instants.js';
import { aggregateSpec } from '@cairn/rules/compile/aggregate-key.js';
import { jsonOf } from '@cairn/rules/compile/aggregate-values.js';
import { type CompiledMeasure, compileEventValue, compileMeasure } from '@cairn/rules/compile/compile-measure.js';
import type { AggregateSpec, Facts, Json } from '@cairn/rules/contracts/facts.js';
import { compileWindow } from '@cairn/rules/time/compile-window.js';

import type { ComputedSource, ComputedTraitDefinition } from '../platform/collections.js';
import { type ClusterSource, clusterNumber, nearestCenter, standardised } from './cluster.js';
import { type LifecycleSource, lifecycleInstants, lifecycleStage } from './lifecycle.js';
import { rfmSegmentOf, scoreOf } from './rfm.js';

/** A computed trait made ready. Immutable and free of I/O. */
export interface CompiledComputed {
  name: string;
  version: string;
  /** What the profile must keep. */
  aggregates: AggregateSpec[];
  /** Traits that it depends on: those of a cluster, and those that tell the person's zone, for calendar windows. Absent: none. */
  traits?: readonly string[];
  /** Other computed traits that it is made of; those are of types that read none, so there is no cycle. */
  reads: readonly string[];
  /** Pure; undefined: absent. Its parts are read as `facts.computed`, so they must be up to date. */
  value(facts: Facts): Json | undefined;
  /** The first instant after `facts.now` at which its value may differ by time alone, its parts' changes apart; undefined: never. */
  nextChangeAt(facts: Facts): number | undefined;
}

type Compiled = Omit<CompiledComputed, 'name' | 'version'>;

/** A unique list's longest. */
export const uniqueListLimit = 100;

/** Makes a validated definition ready. */
export function compileComputed(name: string, version: string, { source }: Pick<ComputedTraitDefinition, 'source'>): CompiledComputed {
  return { name, version, ...compileSource(source) };
}

/** Types that others may be made of: they read no computed trait themselves. */
export function computedReads(source: ComputedSource): string[] {
  if (source.type === 'cluster') return source.dimensions.flatMap(({ kind, name }) => (kind === 'computed' ? [name] : []));
  return source.type === 'rfmSegment' ? [source.recency, source.frequency, source.monetary] : [];
}

function compileSource(source: ComputedSource): Compiled {
  switch (source.type) {
    case 'measure':
      return ofMeasure(compileMeasure(source.measure));
    case 'uniqueList':
      return ofUniqueList(source);
    case 'score':
      return ofScore(source);
    case 'rfmSegment':
      return ofRfmSegment(source);
    case 'lifecycle':
      return ofLifecycle(source);
    case 'cluster':
      return ofCluster(source);
  }
}

function ofMeasure({ aggregates, traits, value, nextChangeAt }: CompiledMeasure): Compiled {
  return { aggregates, traits, reads: [], value: (facts) => value(facts), nextChangeAt };
}

function ofScore({ measure, cutPoints, better }: Extract<ComputedSource, { type: 'score' }>): Compiled {
  const { event, measure: kind, property, within } = measure;
  const compiled = compileEventValue({ ...event, measure: kind, property, within });
  const score = (value: Json | undefined) => scoreOf(value, cutPoints, better);
  return {
    aggregates: [compiled.spec],
    traits: compiled.reads.traits ?? [],
    reads: [],
    value: (facts) => score(compiled.value(facts)),
    // Asked in scores, so that a day that changes no score makes no tick.
    nextChangeAt: (facts) => compiled.nextChangeAt(facts, score, cutPoints),
  };
}

function ofUniqueList({ event, property, within }: Extract<ComputedSource, { type: 'uniqueList' }>): Compiled {
  const spec = aggregateSpec({ ...event, measure: 'unique', property, within });
  const window = compileWindow(within);
  const listAt = (facts: Facts, now: number): Json | undefined => {
    const state = facts.aggregate(spec.key);
    if (state === undefined) return undefined;
    const { from, to } = window.bounds({ now, zone: facts.zone });
    const kept = within === undefined ? (state.tally ?? []) : (state.values ?? []).filter(({ at }) => at > from && at <= to);
    const newest = new Map<string, { value: Json; at: number }>();
    for (const { value, at } of kept) {
      const json = jsonOf(value);
      const text = JSON.stringify(json);
      if (json !== undefined && at >= (newest.get(text)?.at ?? at)) newest.set(text, { value: json, at });
    }
    const list = [...newest].sort(([a, x], [b, y]) => y.at - x.at || (a < b ? -1 : 1)).map(([, { value }]) => value);
    return list.length > 0 ? list.slice(0, uniqueListLimit) : undefined;
  };
  return {
    aggregates: [spec],
    ...(window.isLocal && { traits: zoneTraits }),
    reads: [],
    value: (facts) => listAt(facts, facts.now),
    nextChangeAt: (facts) => {
      const state = facts.aggregate(spec.key);
      if (state === undefined || within === undefined) return undefined;
      const before = JSON.stringify(listAt(facts, facts.now));
      const edges = window.edges(instantsOf(state), facts).filter((edge) => edge > facts.now);
      return edges.sort((a, b) => a - b).find((edge) => JSON.stringify(listAt(facts, edge)) !== before);
    },
  };
}

function ofRfmSegment({ recency, frequency, monetary }: Extract<ComputedSource, { type: 'rfmSegment' }>): Compiled {
  return {
    aggregates: [],
    reads: [recency, frequency, monetary],
    value: (facts) => rfmSegmentOf(facts.computed(recency), facts.computed(frequency), facts.computed(monetary)),
    nextChangeAt: () => undefined,
  };
}

function ofCluster(source: ClusterSource): Compiled {
  const { dimensions, clusters, missing } = source;
  const centers = clusters.map(({ center }) => center);
  return {
    aggregates: [],
    traits: dimensions.flatMap(({ kind, name }) => (kind === 'trait' ? [name] : [])),
    reads: computedReads(source),
    value: (facts) => {
      const point: number[] = [];
      for (const dimension of dimensions) {
        const { kind, name } = dimension;
        const number = clusterNumber(kind === 'trait' ? facts.trait(name) : facts.computed(name), missing);
        if (number === undefined) return undefined;
        point.push(standardised(number, dimension));
      }
      return clusters[nearestCenter(point, centers)]?.value;
    },
    nextChangeAt: () => undefined,
  };
}

function ofLifecycle(source: LifecycleSource): Compiled {
  const spec = aggregateSpec({ ...source.event, measure: 'last' });
  const ends = (facts: Facts) => {
    const { first, last } = facts.aggregate(spec.key) ?? {};
    return first && last ? { first: first.at, last: last.at } : undefined;
  };
  const stageAt = (facts: Facts, now: number) => {
    const seen = ends(facts);
    return seen && lifecycleStage(seen, source, now);
  };
  return {
    aggregates: [spec],
    reads: [],
    value: (facts) => stageAt(facts, facts.now),
    nextChangeAt: (facts) => {
      const seen = ends(facts);
      if (!seen) return undefined;
      const before = stageAt(facts, facts.now);
      return lifecycleInstants(seen, source).find((at) => at > facts.now && stageAt(facts, at) !== before);
    },
  };
}
