import type { AggregateSpec, AggregateState, FactEvent, Json } from '../contracts/facts.js';
import { compileHeld, mergeHeld } from './aggregate-held.js';
import { addNumber, isMeasured, mergeNumbers } from './aggregate-numbers.js';
import { addEnd, addTally, addValue, mergeEnds, mergeTallies, mergeValues, plainOf } from './aggregate-values.js';
import { addToAggregate, mergeTimes } from './aggregates.js';
import { compileMatcher } from './compile-matcher.js';
import { compileEach } from './path-each.js';

/**
 * The state with one more event, to be called once a distinct message; the very same state when the event does not match or adds nothing. A pure
 * function of the set of events, whatever their order.
 */
export type AggregateFold = (state: AggregateState | undefined, event: FactEvent) => AggregateState | undefined;

export function compileAggregate({ params, keep = 'times', trait }: AggregateSpec): AggregateFold {
  if (keep === 'held') return compileHeld(trait ?? { name: '' });
  const matches = compileMatcher(params);
  if (keep === 'times') return (state, event) => (matches(event) ? addToAggregate(state, event.timestamp) : state);
  const each = compileEach(params.property);
  const add = adders[keep];
  return (state, event) => (matches(event) ? add(state, event, each(event.properties)) : state);
}

type Add = (state: AggregateState | undefined, event: FactEvent, values: (Json | undefined)[]) => AggregateState | undefined;

const adders: Readonly<Record<'numbers' | 'values' | 'ends' | 'tally', Add>> = {
  numbers: (state, { timestamp }, values) =>
    values.filter(isMeasured).reduce<AggregateState | undefined>((to, value) => addNumber(to, timestamp, value), state),
  values: (state, event, values) => values.reduce<AggregateState | undefined>((to, value) => addValue(to, kept(event, value)), state),
  ends: (state, event, values) => addEnd(state, kept(event, values[0])),
  tally: (state, event, values) =>
    values.map((value) => kept(event, value)).reduce<AggregateState | undefined>((to, one) => (one.value === null ? to : addTally(to, one)), state),
};

function kept({ timestamp, messageId }: FactEvent, value: Json | undefined) {
  return { at: timestamp, messageId, value: plainOf(value) };
}

/** Both sides of a merge as one, as if every message had been folded here. The sides share no message, and keep the same. */
export function mergeAggregates(a: AggregateState | undefined, b: AggregateState | undefined): AggregateState | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.held !== undefined) return mergeHeld(a, b);
  if (a.tally !== undefined) return mergeTallies(a, b);
  if (a.values !== undefined) return mergeValues(a, b);
  if (a.first !== undefined) return mergeEnds(a, b);
  return a.numbers === undefined ? mergeTimes(a, b) : mergeNumbers(a, b);
}
