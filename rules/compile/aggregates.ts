import type { AggregateState } from '../contracts/facts.js';

/** So many newest instants are kept exactly; older ones are counted by UTC day. */
export const exactLimit = 100;
const dayMs = 86_400_000;

/**
 * The state with one more instant. Call it once a distinct message. A pure function of the multiset of instants: any order gives the same
 * state, because what leaves `recent` is always its smallest.
 */
export function addToAggregate(state: AggregateState | undefined, timestampMs: number): AggregateState {
  if (state === undefined) return { count: 1, recent: [timestampMs], days: {} };
  const recent = insertSorted(state.recent, timestampMs);
  const count = state.count + 1;
  if (recent.length <= exactLimit) return { count, recent, days: state.days };
  const day = dayOf(recent.shift() as number);
  return { count, recent, days: { ...state.days, [day]: (state.days[day] ?? 0) + 1 } };
}

/** Both sides of a merge as one, as if every message had been folded here. The sides share no message. */
export function mergeAggregates(a: AggregateState | undefined, b: AggregateState | undefined): AggregateState | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const all = [...a.recent, ...b.recent].sort((x, y) => x - y);
  const days = { ...a.days };
  for (const [day, count] of Object.entries(b.days)) days[day] = (days[day] ?? 0) + count;
  const overflow = Math.max(0, all.length - exactLimit);
  for (const instant of all.slice(0, overflow)) days[dayOf(instant)] = (days[dayOf(instant)] ?? 0) + 1;
  return { count: a.count + b.count, recent: all.slice(overflow), days };
}

/**
 * How many fall in (now − windowMs, now]; without a window, all. A day's bucket counts as one instant: its day's end, or the oldest exact one if
 * that is earlier; so beyond the newest 100 a window is right to the day.
 */
export function countWithin(state: AggregateState | undefined, now: number, windowMs?: number): number {
  if (state === undefined) return 0;
  if (windowMs === undefined) return state.count;
  const { recent } = state;
  const from = now - windowMs;
  let last = recent.length;
  while (last > 0 && (recent[last - 1] as number) > now) last -= 1;
  let first = last;
  // From the newest back: windows mostly hold few.
  while (first > 0 && (recent[first - 1] as number) > from) first -= 1;
  const exact = last - first;
  if (first > 0 || state.count === recent.length) return exact;
  return exact + countDays(state, from, now);
}

/** `countWithin(state, now, windowMs) >= least`, without counting; `least` is a whole number from 1. */
export function hasAtLeast(state: AggregateState | undefined, now: number, windowMs: number, least: number): boolean {
  if (state === undefined || state.count < least) return false;
  const { recent } = state;
  const { length } = recent;
  // Ascending: so many are inside exactly when the one that far from the end is. Not if the newest is yet to come, or buckets must be asked.
  if (length < least || (recent[length - 1] as number) > now) return countWithin(state, now, windowMs) >= least;
  return (recent[length - least] as number) > now - windowMs;
}

function countDays(state: AggregateState, from: number, now: number): number {
  let count = 0;
  for (const [day, many] of Object.entries(state.days)) {
    const instant = bucketInstant(day, state.recent);
    if (instant > from && instant <= now) count += many;
  }
  return count;
}

/**
 * The first instant after `now` at which `holds(count in window)` differs from now's answer; undefined: never. Instants enter at their time and
 * leave one window later.
 */
export function nextCountChange(state: AggregateState | undefined, now: number, windowMs: number, holds: (count: number) => boolean): number | undefined {
  if (state === undefined) return undefined;
  const answer = holds(countWithin(state, now, windowMs));
  const changes: number[] = [];
  for (const instant of instantsOf(state)) {
    if (instant > now) changes.push(instant);
    if (instant + windowMs > now) changes.push(instant + windowMs);
  }
  changes.sort((a, b) => a - b);
  return changes.find((instant) => holds(countWithin(state, instant, windowMs)) !== answer);
}

function instantsOf(state: AggregateState): number[] {
  return [...Object.keys(state.days).map((day) => bucketInstant(day, state.recent)), ...state.recent];
}

function bucketInstant(day: string, recent: readonly number[]): number {
  return Math.min((Number(day) + 1) * dayMs - 1, recent[0] ?? Number.POSITIVE_INFINITY);
}

function dayOf(instant: number): string {
  return String(Math.floor(instant / dayMs));
}

/** A copy with one more; the newest, as most are, is a plain append. */
function insertSorted(sorted: readonly number[], value: number): number[] {
  const copy = sorted.slice();
  let at = copy.length;
  while (at > 0 && (copy[at - 1] as number) > value) at -= 1;
  copy.splice(at, 0, value);
  return copy;
}
