import type { AggregateState } from '../contracts/facts.js';
import { addToBuckets, bucketInstant, dayOf, exactLimit, mergeBuckets } from './aggregate-buckets.js';

/** Numbers further from 0 are not measured: they would drown all others. */
const largest = 1e15;
const billion = 1_000_000_000n;

type Sum = { sum: string; least: number; greatest: number };

export function isMeasured(value: unknown): value is number {
  return typeof value === 'number' && Math.abs(value) <= largest;
}

/** The state with one more number. A pure function of the multiset of (instant, number): what leaves the exact part is its smallest pair. */
export function addNumber(state: AggregateState | undefined, at: number, value: number): AggregateState {
  // -0 and 0 have no order.
  const number = value === 0 ? 0 : value;
  const recent = state?.recent.slice() ?? [];
  const numbers = state?.numbers?.slice() ?? [];
  let place = recent.length;
  while (place > 0 && isAfter(recent[place - 1] as number, numbers[place - 1] as number, at, number)) place -= 1;
  recent.splice(place, 0, at);
  numbers.splice(place, 0, number);
  return withOverflow({ count: (state?.count ?? 0) + 1, recent, numbers, days: state?.days ?? {}, sums: state?.sums ?? {} });
}

export function mergeNumbers(a: AggregateState, b: AggregateState): AggregateState {
  const pairs = [...pairsOf(a), ...pairsOf(b)].sort(([at, value], [otherAt, other]) => at - otherAt || value - other);
  return withOverflow({
    count: a.count + b.count,
    recent: pairs.map(([at]) => at),
    numbers: pairs.map(([, value]) => value),
    days: mergeBuckets(a.days, b.days, (x, y) => x + y),
    sums: mergeBuckets(a.sums ?? {}, b.sums ?? {}, uniteSums),
  });
}

type NumbersState = Required<Pick<AggregateState, 'count' | 'recent' | 'numbers' | 'days' | 'sums'>>;

function withOverflow(state: NumbersState): AggregateState {
  const overflow = Math.max(0, state.recent.length - exactLimit);
  let { days, sums } = state;
  for (let n = 0; n < overflow; n += 1) {
    const day = dayOf(state.recent[n] as number);
    const value = state.numbers[n] as number;
    days = addToBuckets(days, day, 1, (x, y) => x + y);
    sums = addToBuckets(sums, day, { sum: String(billionths(value)), least: value, greatest: value }, uniteSums);
  }
  return { count: state.count, recent: state.recent.slice(overflow), numbers: state.numbers.slice(overflow), days, sums };
}

export interface Totals {
  count: number;
  sum: number;
  least: number;
  greatest: number;
}

/** What the numbers of (from, to] come to; undefined: there are none. A bucket counts whole or not at all, by {@link bucketInstant}. */
export function totalsWithin(state: AggregateState | undefined, from: number, to: number): Totals | undefined {
  if (state?.numbers === undefined) return undefined;
  const totals = { count: 0, least: Number.POSITIVE_INFINITY, greatest: Number.NEGATIVE_INFINITY };
  const adder = new Adder();
  for (const [bucket, sums] of Object.entries(state.sums ?? {})) {
    const instant = bucketInstant(bucket, state.recent[0]);
    if (instant <= from || instant > to) continue;
    totals.count += state.days[bucket] ?? 0;
    adder.add(Number(sums.sum) / 1e9);
    totals.least = Math.min(totals.least, sums.least);
    totals.greatest = Math.max(totals.greatest, sums.greatest);
  }
  for (const [at, value] of pairsOf(state)) {
    if (at <= from || at > to) continue;
    totals.count += 1;
    adder.add(value);
    totals.least = Math.min(totals.least, value);
    totals.greatest = Math.max(totals.greatest, value);
  }
  return totals.count === 0 ? undefined : { ...totals, sum: adder.sum() };
}

/** To 15 digits, so that 0.1 and 0.2 are 0.3. */
export function to15Digits(value: number): number {
  return Number(value.toPrecision(15));
}

/** The exact sum, rounded once (Shewchuk 1997, as in Python's `fsum`): the same whatever the order. Adding a number's opposite takes it away again. */
export class Adder {
  private readonly partials: number[] = [];

  add(value: number): void {
    let x = value;
    let kept = 0;
    for (const partial of this.partials) {
      const [larger, smaller] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = larger + smaller;
      const low = smaller - (high - larger);
      if (low !== 0) this.partials[kept++] = low;
      x = high;
    }
    this.partials.length = kept;
    this.partials.push(x);
  }

  sum(): number {
    let n = this.partials.length;
    if (n === 0) return 0;
    let high = this.partials[--n] as number;
    let low = 0;
    while (n > 0 && low === 0) {
      const x = high;
      const y = this.partials[--n] as number;
      high = x + y;
      low = y - (high - x);
    }
    // Halfway, and what is left decides the side.
    const next = this.partials[n - 1];
    if (next !== undefined && ((low < 0 && next < 0) || (low > 0 && next > 0))) {
      const rounded = high + low * 2;
      if (rounded - high === low * 2) return rounded;
    }
    return high;
  }
}

function pairsOf(state: AggregateState): [at: number, value: number][] {
  return state.recent.map((at, n) => [at, state.numbers?.[n] ?? 0]);
}

function isAfter(at: number, value: number, otherAt: number, other: number): boolean {
  return at > otherAt || (at === otherAt && value > other);
}

function uniteSums(a: Sum, b: Sum): Sum {
  return { sum: String(BigInt(a.sum) + BigInt(b.sum)), least: Math.min(a.least, b.least), greatest: Math.max(a.greatest, b.greatest) };
}

/** A number as a whole number of billionths, so that sums of it are exact. */
function billionths(value: number): bigint {
  const whole = Math.trunc(value);
  return BigInt(whole) * billion + BigInt(Math.round((value - whole) * 1e9));
}
