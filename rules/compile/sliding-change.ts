import type { AggregateState, Json } from '../contracts/facts.js';
import { bucketInstant } from './aggregate-buckets.js';
import { Adder, to15Digits } from './aggregate-numbers.js';

/** What stands at one instant: how often, and of numbers their sum, least and greatest. */
interface Standing {
  instant: number;
  count: number;
  sum: number;
  least: number;
  greatest: number;
}

type Measured = 'count' | 'sum' | 'average' | 'min' | 'max';

export interface Sliding {
  /** ms. */
  length: number;
  /** The window ends so many ms ago. */
  ago: number;
}

export function isSwept(measure: string): measure is Measured {
  return ['count', 'sum', 'average', 'min', 'max'].includes(measure);
}

/**
 * The first instant after now at which the measure of what is in the window gives another answer. One sweep over what comes in and goes out, in
 * order: what a window holds is a row of neighbours, so adding and taking away at its ends is enough.
 */
export function nextSlidingChange(
  state: AggregateState,
  measure: Measured,
  window: Sliding,
  now: number,
  answer: (value: Json | undefined) => unknown,
): number | undefined {
  const standing = standingsOf(state);
  const row = new Row(standing);
  row.moveTo(now - window.ago, window.length);
  const before = answer(row.value(measure));
  for (const at of turnsOf(standing, window, now)) {
    row.moveTo(at - window.ago, window.length);
    if (answer(row.value(measure)) !== before) return at;
  }
  return undefined;
}

function standingsOf({ days, recent, numbers, sums }: AggregateState): Standing[] {
  const old = Object.entries(days).map(([bucket, count]): Standing => {
    const { sum, least, greatest } = sums?.[bucket] ?? { sum: '0', least: 0, greatest: 0 };
    return { instant: bucketInstant(bucket, recent[0]), count, sum: Number(sum) / 1e9, least, greatest };
  });
  const exact = recent.map((instant, n): Standing => {
    const number = numbers?.[n] ?? 0;
    return { instant, count: 1, sum: number, least: number, greatest: number };
  });
  return [...old.sort((a, b) => a.instant - b.instant), ...exact];
}

/** When any of them comes in or goes out, after now, in order. */
function turnsOf(standing: readonly Standing[], { length, ago }: Sliding, now: number): number[] {
  const turns = new Set<number>();
  for (const { instant } of standing) {
    if (instant + ago > now) turns.add(instant + ago);
    if (instant + ago + length > now) turns.add(instant + ago + length);
  }
  return [...turns].sort((a, b) => a - b);
}

/** The part of a row that a window covers. It only moves on. */
class Row {
  private first = 0;
  private end = 0;
  private count = 0;
  private readonly adder = new Adder();
  private readonly standing: readonly Standing[];

  constructor(standing: readonly Standing[]) {
    this.standing = standing;
  }

  moveTo(to: number, length: number): void {
    while (this.end < this.standing.length && (this.standing[this.end] as Standing).instant <= to) this.take(this.standing[this.end++] as Standing, 1);
    while (this.first < this.end && (this.standing[this.first] as Standing).instant <= to - length) this.take(this.standing[this.first++] as Standing, -1);
  }

  private take({ count, sum }: Standing, sign: 1 | -1): void {
    this.count += sign * count;
    this.adder.add(sign * sum);
  }

  value(measure: Measured): number | undefined {
    if (measure === 'count') return this.count;
    if (measure === 'sum') return to15Digits(this.adder.sum());
    if (this.first === this.end) return undefined;
    if (measure === 'average') return to15Digits(this.adder.sum() / this.count);
    const inside = this.standing.slice(this.first, this.end);
    return measure === 'min' ? Math.min(...inside.map(({ least }) => least)) : Math.max(...inside.map(({ greatest }) => greatest));
  }
}
