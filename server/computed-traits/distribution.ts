import type { Json } from '@cairn/rules/contracts/facts.js';

/** How values lie over some people. */
export interface Distribution {
  /** People looked at, and those of them who have a value. */
  people: number;
  withValue: number;
  kind: 'number' | 'date' | 'text' | 'boolean' | 'list' | 'none';
  /** Numbers only. */
  summary: { least: number; greatest: number; average: number; median: number } | null;
  /** `label`: one value; else from `from` (inclusive) to `to` (exclusive, the last one inclusive). Of lists: how many people have the element. */
  buckets: Bucket[];
}

interface Bucket {
  label: string | null;
  from: number | null;
  to: number | null;
  count: number;
}

const mostBuckets = 12;
const isoInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;

/** Sums up values, one a person; undefined: has none. Texts and list elements: the most frequent. Numbers: each value, or ranges of one width. */
export function distributionOf(values: readonly (Json | undefined)[]): Distribution {
  const present = values.filter((value) => value !== undefined && value !== null);
  const kind = kindOf(present);
  const base = { people: values.length, withValue: present.length, kind, summary: null };
  if (kind === 'number') return { ...base, ...ofNumbers(present as number[]) };
  if (kind === 'date') return { ...base, buckets: ranges(present.map((value) => Date.parse(value as string))) };
  const texts = kind === 'list' ? present.flatMap((value) => [...new Set((value as Json[]).map(textOf))]) : present.map(textOf);
  return { ...base, buckets: mostFrequent(texts) };
}

function kindOf(values: readonly Json[]): Distribution['kind'] {
  if (values.length === 0) return 'none';
  if (values.every((value) => typeof value === 'number')) return 'number';
  if (values.every((value) => typeof value === 'boolean')) return 'boolean';
  if (values.every((value) => Array.isArray(value))) return 'list';
  return values.every((value) => typeof value === 'string' && isoInstant.test(value)) ? 'date' : 'text';
}

function ofNumbers(values: number[]): Pick<Distribution, 'summary' | 'buckets'> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] as number;
  const summary = {
    least: at(0),
    greatest: at(1),
    average: sorted.reduce((sum, value) => sum + value, 0) / sorted.length,
    median: at(0.5),
  };
  return { summary, buckets: ranges(sorted) };
}

function ranges(values: readonly number[]): Bucket[] {
  const sorted = [...values].sort((a, b) => a - b);
  const distinct = [...new Set(sorted)];
  if (distinct.length <= mostBuckets) {
    return distinct.map((value) => ({ label: null, from: value, to: value, count: sorted.filter((each) => each === value).length }));
  }
  // A few far-off values must not press all others into one range: the last range takes what lies beyond.
  const least = sorted[0] as number;
  const usual = sorted[Math.floor(0.98 * sorted.length)] as number;
  const width = niceWidth((usual - least) / (mostBuckets - 1) || 1);
  const start = Math.floor(least / width) * width;
  const count = Math.min(mostBuckets, Math.max(1, Math.ceil((usual - start) / width + 1e-9)));
  const buckets: Bucket[] = Array.from({ length: count }, (_, at) => ({ label: null, from: start + at * width, to: start + (at + 1) * width, count: 0 }));
  for (const value of sorted) {
    const bucket = buckets[Math.min(count - 1, Math.floor((value - start) / width))];
    if (bucket) bucket.count += 1;
  }
  const last = buckets.at(-1);
  if (last) last.to = Math.max(last.to ?? 0, sorted.at(-1) as number);
  return buckets;
}

/** 1, 2 or 5 times a power of ten, at least as wide. */
function niceWidth(width: number): number {
  const power = 10 ** Math.floor(Math.log10(width));
  return ([1, 2, 5, 10].find((step) => step * power >= width - 1e-12) as number) * power;
}

function mostFrequent(texts: readonly string[]): Bucket[] {
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts]
    .sort(([a, many], [b, more]) => more - many || (a < b ? -1 : 1))
    .slice(0, mostBuckets)
    .map(([label, count]) => ({ label, from: null, to: null, count }));
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value.slice(0, 100) : JSON.stringify(value).slice(0, 100);
}
