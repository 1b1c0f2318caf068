import { nextTurn, zoneTraits } from '../clauses/compiled-clause.js';
import type { EventParams, MeasureName } from '../contracts/condition.js';
import type { AggregateSpec, AggregateState, ConditionReads, Facts, Json, KeptValue } from '../contracts/facts.js';
import type { Measure } from '../contracts/measure.js';
import { compileWindow } from '../time/compile-window.js';
import { isoInstant } from '../time/iso-instant.js';
import { instantsOf } from './aggregate-instants.js';
import { aggregateSpec } from './aggregate-key.js';
import { to15Digits, totalsWithin } from './aggregate-numbers.js';
import { distinctAmong, distinctOf, jsonOf, mostFrequentAmong, mostFrequentOf } from './aggregate-values.js';
import { countBetween } from './aggregates.js';

const dayMs = 86_400_000;

export interface CompiledMeasure {
  source: Measure;
  /** What the profile must keep. */
  aggregates: AggregateSpec[];
  /** Traits that the value depends on besides: those that tell the person's zone, for calendar windows. */
  traits: string[];
  /** Pure; undefined: absent. */
  value(facts: Facts): Json | undefined;
  /** The first instant after `facts.now` at which the value differs by the passing of time alone; undefined: never. */
  nextChangeAt(facts: Facts): number | undefined;
}

/** Makes a validated measure ready. */
export function compileMeasure(source: Measure): CompiledMeasure {
  const { event, measure, property, within } = source;
  const { spec, value, edges, reads } = compileEventValue({ ...event, measure, property, within });
  const comparable = (facts: Facts) => {
    const found = value(facts);
    return typeof found === 'object' ? JSON.stringify(found) : found;
  };
  return {
    source,
    aggregates: [spec],
    traits: reads.traits ?? [],
    value,
    nextChangeAt: (facts) => nextTurn(facts, edges(facts), comparable),
  };
}

export interface CompiledEventValue {
  spec: AggregateSpec;
  value(facts: Facts): Json | undefined;
  /**
   * Instants at which the value may become another by the passing of time alone.
   * @param turns for `daysSince`: numbers of days that matter; absent: whichever comes next.
   */
  edges(facts: Facts, turns?: readonly number[]): number[];
  /** The length in ms of a plain sliding window, for a short cut. */
  slidingMs?: number;
  reads: Partial<ConditionReads>;
}

/** What an event clause compares, or a computed trait is. */
export function compileEventValue(params: EventParams): CompiledEventValue {
  const spec = aggregateSpec(params);
  const window = compileWindow(params.within);
  const measure = params.measure ?? 'count';
  const read = readers[measure];
  const asked = { isWindowed: params.within !== undefined, hasProperty: params.property !== undefined };
  return {
    spec,
    value: (facts) => {
      const state = facts.aggregate(spec.key);
      return read(state === undefined ? undefined : { ...asked, ...window.bounds(facts), state, now: facts.now });
    },
    edges: (facts, turns) => {
      const state = facts.aggregate(spec.key);
      if (state === undefined) return [];
      const instants = instantsOf(state);
      const edges = window.edges(instants, facts);
      return measure === 'daysSince' ? [...edges, ...instants, ...dayTurns(instants, facts.now, turns)] : edges;
    },
    ...(window.slidingMs !== undefined && { slidingMs: window.slidingMs }),
    reads: window.isLocal ? { traits: [...zoneTraits] } : {},
  };
}

/** When a whole number of days has passed since one of these: the numbers asked for, and what follows each; else the next. */
function dayTurns(instants: readonly number[], now: number, turns: readonly number[] | undefined): number[] {
  if (turns === undefined) return instants.map((instant) => instant + (Math.floor((now - instant) / dayMs) + 1) * dayMs);
  return instants.flatMap((instant) => turns.flatMap((turn) => [instant + Math.floor(turn) * dayMs, instant + (Math.floor(turn) + 1) * dayMs]));
}

interface Asked {
  state: AggregateState;
  from: number;
  to: number;
  now: number;
  isWindowed: boolean;
  hasProperty: boolean;
}

/** Undefined is asked when nothing was folded. */
const readers: Readonly<Record<MeasureName, (asked: Asked | undefined) => Json | undefined>> = {
  count: (asked) => (asked?.isWindowed ? countBetween(asked.state, asked.from, asked.to) : (asked?.state.count ?? 0)),
  sum: (asked) => to15Digits(totalsOf(asked)?.sum ?? 0),
  average: (asked) => {
    const totals = totalsOf(asked);
    return totals && to15Digits(totals.sum / totals.count);
  },
  min: (asked) => totalsOf(asked)?.least,
  max: (asked) => totalsOf(asked)?.greatest,
  first: (asked) => asked && endOf(asked, 'first'),
  last: (asked) => asked && endOf(asked, 'last'),
  mostFrequent: (asked) => asked && jsonOf(asked.isWindowed ? mostFrequentAmong(valuesWithin(asked)) : mostFrequentOf(asked.state)),
  unique: (asked) => (asked === undefined ? 0 : asked.isWindowed ? distinctAmong(valuesWithin(asked)) : distinctOf(asked.state)),
  daysSince: (asked) => {
    const newest = asked && greatest(instantsOf(asked.state).filter((instant) => instant > asked.from && instant <= asked.now && instant <= asked.to));
    return newest === undefined ? undefined : Math.floor(((asked as Asked).now - newest) / dayMs);
  },
};

function totalsOf(asked: Asked | undefined) {
  return asked && totalsWithin(asked.state, asked.from, asked.to);
}

function valuesWithin({ state, from, to }: Asked): KeptValue[] {
  return (state.values ?? []).filter(({ at }) => at > from && at <= to);
}

function endOf(asked: Asked, end: 'first' | 'last'): Json | undefined {
  if (!asked.isWindowed) return found(asked.state[end], asked.hasProperty);
  if (asked.hasProperty) return found(valuesWithin(asked).at(end === 'first' ? 0 : -1), true);
  const instants = instantsOf(asked.state).filter((instant) => instant > asked.from && instant <= asked.to);
  const instant = end === 'first' ? least(instants) : greatest(instants);
  return instant === undefined ? undefined : isoInstant(instant);
}

/** Without a property, when it was. */
function found(kept: KeptValue | undefined, hasProperty: boolean): Json | undefined {
  if (kept === undefined) return undefined;
  return hasProperty ? jsonOf(kept.value) : isoInstant(kept.at);
}

function least(instants: readonly number[]): number | undefined {
  return instants.length === 0 ? undefined : instants.reduce((a, b) => Math.min(a, b));
}

function greatest(instants: readonly number[]): number | undefined {
  return instants.length === 0 ? undefined : instants.reduce((a, b) => Math.max(a, b));
}
