import type { AggregateState } from '../contracts/facts.js';
import { bucketInstant } from './aggregate-buckets.js';

/** States never change: what is made of one stays right. */
const known = new WeakMap<AggregateState, readonly number[]>();

/** Every instant at which an aggregate holds something, ascending. */
export function instantsOf(state: AggregateState): readonly number[] {
  const made = known.get(state);
  if (made) return made;
  const { days, recent, values, first, last } = state;
  const buckets = Object.keys(days).map((bucket) => bucketInstant(bucket, recent[0]));
  const instants = [...buckets, ...recent, ...(values ?? []).map(({ at }) => at), ...[first, last].flatMap((end) => end?.at ?? [])].sort((a, b) => a - b);
  known.set(state, instants);
  return instants;
}

/** The first instant later than that; undefined: there is none. */
export function firstAfter(instants: readonly number[], instant: number): number | undefined {
  return instants[placeAfter(instants, instant)];
}

/** The last instant that is not later. */
export function lastUntil(instants: readonly number[], instant: number): number | undefined {
  return instants[placeAfter(instants, instant) - 1];
}

function placeAfter(instants: readonly number[], instant: number): number {
  let [low, high] = [0, instants.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((instants[middle] as number) > instant) high = middle;
    else low = middle + 1;
  }
  return low;
}
