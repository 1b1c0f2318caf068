import type { Json } from '@cairn/rules/contracts/facts.js';

import { isSensitive } from '../traits/personal-class.js';
import { type CatalogueName, guessClass, masked, valueClass } from '../traits/personal-data.js';

/** Types of values seen, one bit each, so that several processes add theirs by `$bit`. A null clears and has no type. */
const typeBits = { text: 1, number: 2, boolean: 4, date: 8, list: 16, object: 32 } as const;
export type ValueType = keyof typeof typeBits;

export function typesOf(bits: number): ValueType[] {
  return (Object.keys(typeBits) as ValueType[]).filter((type) => (bits & typeBits[type]) !== 0);
}

/** So many values between two writes are looked into; the rest is only counted. */
const sampledEach = 8;
export const examplesKept = 5;
const longestExample = 60;
const isoDate = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/;

/** What was seen of one trait or property since the last write. Adding to it costs a few comparisons. */
export class Seen {
  count = 0;
  types = 0;
  sampled = 0;
  readonly hits: { [personalClass: string]: number } = {};
  readonly sources = new Set<string>();
  /** Never of values that tell who somebody is: those are kept masked or not at all. */
  readonly examples = new Set<Json>();
  masked: string | undefined;
  firstSeenAt = Number.POSITIVE_INFINITY;
  lastSeenAt = 0;

  constructor(readonly of: CatalogueName & { event?: string }) {}

  add(value: Json, source: string, at: number): void {
    this.count += 1;
    if (at < this.firstSeenAt) this.firstSeenAt = at;
    if (at > this.lastSeenAt) this.lastSeenAt = at;
    this.sources.add(source);
    if (value === null) return;
    if (typeof value === 'number') this.types |= typeBits.number;
    else if (typeof value === 'boolean') this.types |= typeBits.boolean;
    else if (Array.isArray(value)) this.types |= typeBits.list;
    else if (typeof value === 'object') this.types |= typeBits.object;
    if (this.sampled < sampledEach) this.look(value);
  }

  /** What another one saw of the same. */
  join(other: Seen): void {
    this.count += other.count;
    this.types |= other.types;
    this.sampled += other.sampled;
    for (const [personalClass, hits] of Object.entries(other.hits)) this.hits[personalClass] = (this.hits[personalClass] ?? 0) + hits;
    for (const source of other.sources) this.sources.add(source);
    for (const example of other.examples) if (this.examples.size < examplesKept) this.examples.add(example);
    this.masked = other.masked ?? this.masked;
    this.firstSeenAt = Math.min(this.firstSeenAt, other.firstSeenAt);
    this.lastSeenAt = Math.max(this.lastSeenAt, other.lastSeenAt);
  }

  private look(value: Json): void {
    this.sampled += 1;
    if (typeof value === 'string') this.types |= isoDate.test(value) ? typeBits.date : typeBits.text;
    const found = valueClass(value);
    if (found !== undefined) this.hits[found] = (this.hits[found] ?? 0) + 1;
    const guess = found ?? guessClass(this.of, { sampled: 0, hits: {} }).value;
    if (isSensitive(guess)) this.masked = masked(value, guess);
    else if (typeof value !== 'object' && this.examples.size < examplesKept)
      this.examples.add(typeof value === 'string' ? value.slice(0, longestExample) : value);
  }
}
