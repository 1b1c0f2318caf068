/** Does a pattern (exact, or a prefix with one trailing `*`) cover this name? */
export function nameMatches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}

export interface EventNameIndex<T> {
  /** What was filed under any pattern that covers this name, in the order filed, each once. */
  find(name: string): readonly T[];
}

/** Files items under event-name patterns, so that an event reaches only what it can change. */
export function eventNameIndex<T>(entries: Iterable<readonly [pattern: string, item: T]>): EventNameIndex<T> {
  const all = [...entries];
  const prefixes = all.filter(([pattern]) => pattern.endsWith('*'));
  const exact = new Set(all.map(([pattern]) => pattern));
  const collect = (name: string) => [...new Set(all.filter(([pattern]) => nameMatches(pattern, name)).map(([, item]) => item))];
  const byName = new Map([...exact].filter((pattern) => !pattern.endsWith('*')).map((pattern) => [pattern, collect(pattern)] as const));
  // Names that no exact pattern files: only prefixes can cover them. Not cached, since names come from outside and are without end.
  return { find: (name) => byName.get(name) ?? (prefixes.length === 0 ? [] : collect(name)) };
}
