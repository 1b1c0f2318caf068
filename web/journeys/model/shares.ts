/** The shares of a random split, as percents of at most one decimal. Reckoned in tenths, which are exact. */

const whole = 1_000;

function tenths(percent: number): number {
  return Math.round(percent * 10);
}

/** A percentage as it may be stored: 0–100, one decimal at most. */
export function asShare(percent: number): number {
  return Math.min(whole, Math.max(0, tenths(percent))) / 10;
}

export function sumOfShares(shares: readonly number[]): number {
  return shares.reduce((sum, share) => sum + tenths(share), 0) / 10;
}

/** 100 in so many shares that differ by a tenth at most. */
export function evenShares(count: number): number[] {
  return divided(
    whole,
    Array.from({ length: count }, () => 1),
    1,
  ).map((share) => share / 10);
}

/** The shares and one more at the end. While they do not fill 100 it takes what is left; else as much as one of so many, from all in proportion. */
export function withOneMore(shares: readonly number[]): number[] {
  const left = whole - tenths(sumOfShares(shares));
  if (left > 0) return [...shares, left / 10];
  if (areEven(shares)) return evenShares(shares.length + 1);
  const step = stepOf(shares);
  const added = Math.round(whole / (shares.length + 1) / step) * step;
  return [...divided(whole - added, shares, step), added].map((share, index) => (index < shares.length ? share / 10 : added / 10));
}

/** The shares without one; its part goes to the others in proportion, so that they fill 100 again. */
export function withoutOne(shares: readonly number[], index: number): number[] {
  const rest = shares.filter((_, at) => at !== index);
  if (areEven(shares) || sumOfShares(rest) === 0) return evenShares(rest.length);
  return divided(whole, rest, stepOf(rest)).map((share) => share / 10);
}

/** Whole percents stay whole. */
function stepOf(shares: readonly number[]): number {
  return shares.every((share) => Number.isInteger(share)) ? 10 : 1;
}

function areEven(shares: readonly number[]): boolean {
  const inTenths = shares.map(tenths);
  return Math.max(...inTenths) - Math.min(...inTenths) <= 1;
}

/** `total` by weights in multiples of `step`; what rounding leaves goes to those it took most from (largest remainder). */
function divided(total: number, weights: readonly number[], step: number): number[] {
  const sum = weights.reduce((all, weight) => all + weight, 0);
  const exact = weights.map((weight) => ((weight / sum) * total) / step);
  const parts = exact.map(Math.floor);
  let left = Math.round(total / step) - parts.reduce((all, part) => all + part, 0);
  const byRemainder = exact.map((part, index) => ({ index, rest: part - Math.floor(part) })).sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of byRemainder) {
    if (left <= 0) break;
    parts[index] = (parts[index] ?? 0) + 1;
    left -= 1;
  }
  return parts.map((part) => part * step);
}
