import { compileEach } from '@cairn/rules/compile/path-each.js';
import { requiredValue } from '@cairn/rules/compile/required-value.js';
import type { WhereCondition } from '@cairn/rules/contracts/condition.js';
import type { FactEvent, Json } from '@cairn/rules/contracts/facts.js';

/** Looks up by an event's name, exact or by a prefix with a trailing `*`. */
export class ByName<T> {
  private readonly exact = new Map<string, T[]>();
  private readonly prefixes = new Map<string, T[]>();
  /** Of the prefixes, ascending: an event's name is asked so many times, however many there are. */
  private lengths: number[] = [];

  add(pattern: string, item: T): void {
    if (!pattern.endsWith('*')) append(this.exact, pattern, item);
    else {
      append(this.prefixes, pattern.slice(0, -1), item);
      this.lengths = [...new Set([...this.lengths, pattern.length - 1])].sort((a, b) => a - b);
    }
  }

  get(name: string): T[] {
    const exact = this.exact.get(name) ?? [];
    if (this.lengths.length === 0) return exact;
    return [...exact, ...this.lengths.flatMap((length) => (length > name.length ? [] : (this.prefixes.get(name.slice(0, length)) ?? [])))];
  }
}

interface Filed {
  name: string;
  where?: WhereCondition;
  /** Concerns only events that set this trait. */
  trait?: string;
}

/**
 * What an event may match: by its name and, where a `where` demands one of some fixed values of a property, by that value; of those that follow a
 * trait, by the traits that it sets. So an event of a name that ten thousand definitions ask about meets only those of its own product.
 */
export class EventIndex<T> {
  private readonly byName = new ByName<Bucket<T>>();
  private readonly buckets = new Map<string, Bucket<T>>();

  add(filed: Filed, item: T): void {
    let bucket = this.buckets.get(filed.name);
    if (!bucket) {
      bucket = new Bucket<T>();
      this.buckets.set(filed.name, bucket);
      this.byName.add(filed.name, bucket);
    }
    bucket.add(filed, item);
  }

  /** Is there anything for events of this name? */
  concerns(name: string): boolean {
    return this.byName.get(name).length > 0;
  }

  get(event: FactEvent): T[] {
    return this.byName.get(event.name).flatMap((bucket) => bucket.get(event));
  }
}

/** Those of one name. */
class Bucket<T> {
  private readonly others: T[] = [];
  private readonly byTrait = new Map<string, T[]>();
  private readonly byPath = new Map<string, { read: (value: Json | undefined) => (Json | undefined)[]; byValue: Map<Json, T[]> }>();

  add({ where, trait }: Filed, item: T): void {
    const required = requiredValue(where);
    if (trait !== undefined) append(this.byTrait, trait, item);
    else if (required === undefined) this.others.push(item);
    else {
      const { path, values } = required;
      const filed = this.byPath.get(path) ?? { read: compileEach(path), byValue: new Map<Json, T[]>() };
      this.byPath.set(path, filed);
      for (const value of new Set(values)) append(filed.byValue, value, item);
    }
  }

  get({ properties, traits }: FactEvent): T[] {
    if (this.byPath.size === 0 && this.byTrait.size === 0) return this.others;
    const found = [...this.others];
    if (traits && this.byTrait.size > 0) for (const name of Object.keys(traits)) found.push(...(this.byTrait.get(name) ?? []));
    for (const { read, byValue } of this.byPath.values()) {
      const values = read(properties);
      if (values.length === 1) found.push(...(byValue.get(values[0] as Json) ?? []));
      // Of a list each once, though several of its elements, or of the values asked for, are the same.
      else found.push(...new Set([...new Set(values)].flatMap((value) => byValue.get(value as Json) ?? [])));
    }
    return found;
  }
}

export function append<K, T>(map: Map<K, T[]>, key: K, item: T): void {
  const items = map.get(key);
  if (items) items.push(item);
  else map.set(key, [item]);
}
