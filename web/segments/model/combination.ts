import type { Condition, SegmentClause } from '@cairn/rules/contracts/condition.js';

/** People by the segments that they are in and not in, as an address says it: `?in=a,b&not=c`. */
export interface Combination {
  inside: readonly string[];
  outside: readonly string[];
}

export function addressOf({ inside, outside }: Combination): string {
  const search = new URLSearchParams({ in: inside.join(','), ...(outside.length > 0 && { not: outside.join(',') }) });
  return `/segments/new?${search}`;
}

/** Undefined: the address names none. */
export function combinationIn(search: URLSearchParams): Combination | undefined {
  const keys = (name: string): string[] => (search.get(name) ?? '').split(',').filter((key) => /^[a-z0-9][a-z0-9-]{0,63}$/.test(key));
  const inside = keys('in');
  return inside.length === 0 ? undefined : { inside, outside: keys('not') };
}

export function conditionOf({ inside, outside }: Combination): Condition {
  const within = (key: string): SegmentClause => ({ fact: 'segment', params: { key }, operator: 'equal', value: true });
  const others = outside.map(within);
  return { all: [...inside.map(within), ...(others.length > 0 ? [{ not: { any: others } }] : [])] };
}
