import type { EventParams, MeasureName } from '../contracts/condition.js';
import type { AggregateSpec, AggregateState, Facts, Json, KeptValue } from '../contracts/facts.js';
import type { Measure } from '../contracts/measure.js';
import { instantsOf } from './aggregate-instants.js';
import { aggregateSpec } from './aggregate-key.js';
import { to15Digits, totalsWithin } from './aggregate-numbers.js';
import { distinctAmong, distinctOf, jsonOf, mostFrequentAmong, mostFrequentOf } from './aggregate-values.js';
import { countBetween } from './aggregates.js';
import { compileWindow } from './compile-window.js';
import { isoInstant } from './iso-instant.js';

const dayMs = 86_400_000;

export interface CompiledMeasure {
  source: Measure;
  /** What the profile must keep. */
  aggregates: AggregateSpec[];
  /** Pure; undefined: absent. */
  value(facts: Facts): Json | undefined;
  /** The first instant after `facts.now` at which the value differs by the passing of time alone; undefined: never. */
  nextChangeAt(facts: Facts): number | undefined;
}

/** Makes a validated measure ready. */
export function compileMeasure(source: Measure): CompiledMeasure {
  const { event, measure, property, within } = source;
  const compiled = compileEventValue({ ...event, measure, property, within });
  return {
    source,
    aggregates: [compiled.spec],
    value: (facts) => compiled.valueAt(facts, facts.now),
    nextChangeAt: (facts) => compiled.nextChangeAt(facts, (value) => (typeof value === 'object' ? JSON.stringify(value) : value)),
  };
}

export interface CompiledEventValue {
  spec: AggregateSpec;
  valueAt(facts: Facts, now: number): Json | undefined;
  /**
   * The first instant after `facts.now` at which `answer(value)` differs.
   * @param turns for `daysSince`: whole numbers of days at which the answer may turn; absent: any.
   */
  nextChangeAt(facts: Facts, answer: (value: Json | undefined) => unknown, turns?: readonly number[]): number | undefined;
}

/** What an event clause compares, or a computed trait is. */
export function compileEventValue(params: EventParams): CompiledEventValue {
  const spec = aggregateSpec(params);
  const window = compileWindow(params.within);
  const measure = params.measure ?? 'count';
  const read = readers[measure];
  const asked = { isWindowed: params.within !== undefined, hasProperty: params.property !== undefined };
  const valueAt = (facts: Facts, now: number) => {
    const state = facts.aggregate(spec.key);
    return read(state === undefined ? undefined : { ...asked, ...window.bounds(now), state, now });
  };
  return {
    spec,
    valueAt,
    nextChangeAt: (facts, answer, turns) => {
      const state = facts.aggregate(spec.key);
      if (state === undefined) return undefined;
      const before = answer(valueAt(facts, facts.now));
      const instants = instantsOf(state);
      const edges = window.edges(instants, facts.now);
      if (measure === 'daysSince') edges.push(...dayTurns(instants, facts.now, turns));
      const changes = edges.filter((edge) => edge > facts.now).sort((a, b) => a - b);
      return changes.find((edge) => answer(valueAt(facts, edge)) !== before);
    },
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
