import type { AggregateState } from '../contracts/facts.js';
import { bucketInstant } from './aggregate-buckets.js';

/** Every instant at which an aggregate holds something, in no order. */
export function instantsOf({ days, recent, values, first, last }: AggregateState): number[] {
  const buckets = Object.keys(days).map((bucket) => bucketInstant(bucket, recent[0]));
  return [...buckets, ...recent, ...(values ?? []).map(({ at }) => at), ...[first, last].flatMap((end) => end?.at ?? [])];
}
