import { nextTurn, zoneTraits } from '../clauses/compiled-clause.js';
import type { EventParams, MeasureName } from '../contracts/condition.js';
import type { AggregateSpec, AggregateState, ConditionReads, Facts, Json, KeptValue } from '../contracts/facts.js';
import type { Measure } from '../contracts/measure.js';
import { type CompiledWindow, compileWindow } from '../time/compile-window.js';
import { isoInstant } from '../time/iso-instant.js';
import { firstAfter, instantsOf, lastUntil } from './aggregate-instants.js';
import { aggregateSpec } from './aggregate-key.js';
import { to15Digits, totalsWithin } from './aggregate-numbers.js';
import { distinctAmong, distinctOf, jsonOf, mostFrequentAmong, mostFrequentOf } from './aggregate-values.js';
import { countBetween } from './aggregates.js';
import { isSwept, nextSlidingChange } from './sliding-change.js';

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
  const { spec, value, nextChangeAt, reads } = compileEventValue({ ...event, measure, property, within });
  return {
    source,
    aggregates: [spec],
    traits: reads.traits ?? [],
    value,
    nextChangeAt: (facts) => nextChangeAt(facts, (found) => (typeof found === 'object' ? JSON.stringify(found) : found)),
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
  /** The first instant after `facts.now` at which `answer(value)` differs; `turns` as in `edges`. */
  nextChangeAt(facts: Facts, answer: (value: Json | undefined) => unknown, turns?: readonly number[]): number | undefined;
  /** The length in ms of a plain sliding window, infinite for none at all: for a short cut. */
  slidingMs?: number;
  reads: Partial<ConditionReads>;
}

/** What an event clause compares, or a computed trait is. */
export function compileEventValue(params: EventParams): CompiledEventValue {
  const spec = aggregateSpec(params);
  const window = compileWindow(params.within);
  const measure = params.measure ?? 'count';
  const read = readers[measure];
  const isWindowed = params.within !== undefined;
  const hasProperty = params.property !== undefined;
  const value = (facts: Facts) => {
    const state = facts.aggregate(spec.key);
    if (state === undefined) return read(undefined);
    const { from, to } = window.bounds(facts);
    return read({ state, from, to, now: facts.now, isWindowed, hasProperty });
  };
  const edges = (facts: Facts, turns?: readonly number[]) => {
    const state = facts.aggregate(spec.key);
    if (state === undefined) return [];
    const instants = instantsOf(state);
    const moved = window.edges(instants, facts);
    return measure === 'daysSince' ? [...moved, ...dayTurns(newestOnes(instants, window, moved, facts), facts.now, turns)] : moved;
  };
  return {
    spec,
    value,
    edges,
    nextChangeAt: (facts, answer, turns) => {
      const state = facts.aggregate(spec.key);
      if (state === undefined) return undefined;
      if (window.sliding && isSwept(measure)) return nextSlidingChange(state, measure, window.sliding, facts.now, answer);
      return nextTurn(facts, edges(facts, turns), (at) => answer(value(at)));
    },
    ...(window.sliding?.ago === 0 && { slidingMs: window.sliding.length }),
    ...(!isWindowed && { slidingMs: Number.POSITIVE_INFINITY }),
    reads: window.isLocal ? { traits: [...zoneTraits] } : {},
  };
}

/** When a whole number of days has passed since one of these: the numbers asked for, and what follows each; else the next. */
function dayTurns(instants: readonly number[], now: number, turns: readonly number[] | undefined): number[] {
  if (turns === undefined) return instants.map((instant) => (instant > now ? instant : instant + (Math.floor((now - instant) / dayMs) + 1) * dayMs));
  return [
    ...instants,
    ...instants.flatMap((instant) => turns.flatMap((turn) => [Math.floor(turn), Math.floor(turn) + 1].map((days) => instant + days * dayMs))),
  ];
}

/** Those that are the newest in the window now, or will be once it has moved: only they are counted from. */
function newestOnes(all: readonly number[], window: CompiledWindow, moved: readonly number[], facts: Facts): number[] {
  if (window.sliding) {
    // What comes in later is newer.
    const { ago } = window.sliding;
    const newest = lastUntil(all, facts.now - ago);
    return all.filter((instant) => instant + ago > facts.now || instant === newest);
  }
  const moments = [facts.now, ...[...moved, ...all].filter((instant) => instant > facts.now)];
  return moments.flatMap((now) => {
    const { from, to } = window.bounds({ now, zone: facts.zone });
    return lastIn(all, from, Math.min(to, now)) ?? [];
  });
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
    const newest = asked && lastIn(instantsOf(asked.state), asked.from, Math.min(asked.to, asked.now));
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
  const instants = instantsOf(asked.state);
  const first = firstAfter(instants, asked.from);
  const instant = end === 'last' ? lastIn(instants, asked.from, asked.to) : first !== undefined && first <= asked.to ? first : undefined;
  return instant === undefined ? undefined : isoInstant(instant);
}

/** Without a property, when it was. */
function found(kept: KeptValue | undefined, hasProperty: boolean): Json | undefined {
  if (kept === undefined) return undefined;
  return hasProperty ? jsonOf(kept.value) : isoInstant(kept.at);
}

function lastIn(instants: readonly number[], from: number, to: number): number | undefined {
  const last = lastUntil(instants, to);
  return last !== undefined && last > from ? last : undefined;
}
