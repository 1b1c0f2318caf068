import type { AggregateState } from '../contracts/facts.js';
import { addToBuckets, bucketInstant, dayOf, exactLimit, mergeBuckets } from './aggregate-buckets.js';

/**
 * The state with one more instant. Call it once a distinct message. A pure function of the multiset of instants: any order gives the same
 * state, because what leaves `recent` is always its smallest.
 */
export function addToAggregate(state: AggregateState | undefined, timestampMs: number): AggregateState {
  if (state === undefined) return { count: 1, recent: [timestampMs], days: {} };
  const recent = insertSorted(state.recent, timestampMs);
  const count = state.count + 1;
  if (recent.length <= exactLimit) return { count, recent, days: state.days };
  return { count, recent, days: addToBuckets(state.days, dayOf(recent.shift() as number), 1, plus) };
}

/** Both sides of a merge as one, as if every message had been folded here. The sides share no message. */
export function mergeTimes(a: AggregateState, b: AggregateState): AggregateState {
  const all = [...a.recent, ...b.recent].sort((x, y) => x - y);
  const overflow = Math.max(0, all.length - exactLimit);
  const old = all.slice(0, overflow).reduce((days, instant) => addToBuckets(days, dayOf(instant), 1, plus), mergeBuckets(a.days, b.days, plus));
  return { count: a.count + b.count, recent: all.slice(overflow), days: old };
}

/**
 * How many fall in (from, to]. A bucket counts as one instant, its end, or the oldest exact one if that is earlier; so beyond the newest 100 a
 * window is right to the day, and beyond 400 such days to the month.
 */
export function countBetween(state: AggregateState, from: number, to: number): number {
  const { recent } = state;
  let last = recent.length;
  while (last > 0 && (recent[last - 1] as number) > to) last -= 1;
  let first = last;
  // From the newest back: windows mostly hold few.
  while (first > 0 && (recent[first - 1] as number) > from) first -= 1;
  const exact = last - first;
  if (first > 0 || state.count === recent.length) return exact;
  return exact + countDays(state, from, to);
}

/** `countBetween(state, now - windowMs, now) >= least`, without counting; `least` is a whole number from 1. */
export function hasAtLeast(state: AggregateState | undefined, now: number, windowMs: number, least: number): boolean {
  if (state === undefined || state.count < least) return false;
  const { recent } = state;
  const { length } = recent;
  // Ascending: so many are inside exactly when the one that far from the end is. Not if the newest is yet to come, or buckets must be asked.
  if (length < least || (recent[length - 1] as number) > now) return countBetween(state, now - windowMs, now) >= least;
  return (recent[length - least] as number) > now - windowMs;
}

function countDays(state: AggregateState, from: number, to: number): number {
  let count = 0;
  for (const [day, many] of Object.entries(state.days)) {
    const instant = bucketInstant(day, state.recent[0]);
    if (instant > from && instant <= to) count += many;
  }
  return count;
}

function plus(a: number, b: number): number {
  return a + b;
}

/** A copy with one more; the newest, as most are, is a plain append. */
function insertSorted(sorted: readonly number[], value: number): number[] {
  const copy = sorted.slice();
  let at = copy.length;
  while (at > 0 && (copy[at - 1] as number) > value) at -= 1;
  copy.splice(at, 0, value);
  return copy;
}
