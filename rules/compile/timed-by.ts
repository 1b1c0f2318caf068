import type { CompiledClause } from '../clauses/compiled-clause.js';
import type { Clause } from '../contracts/condition.js';
import type { TimedBy } from '../contracts/facts.js';

/** What somebody must have for time alone to change this clause's answer about them: a window over events that never came closes on nobody. */
export function timedBy(clause: Clause, { nextChangeAt, aggregates }: CompiledClause): Partial<TimedBy> {
  if (nextChangeAt === undefined) return {};
  // What is kept of events, and since when a trait has its value, too.
  if (aggregates !== undefined) return { aggregates: aggregates.map(({ key }) => key) };
  switch (clause.fact) {
    case 'trait':
      return { traits: [clause.params.name] };
    case 'computed':
    case 'score':
      return { computed: [clause.params.name] };
    case 'segment':
      return { segments: [clause.params.key] };
    case 'tag':
      return { tags: [clause.params.key] };
    case 'account':
      return { accounts: true };
    default:
      return { always: true };
  }
}

export function uniteTimedBy(parts: readonly Partial<TimedBy>[]): TimedBy {
  const all = (field: 'aggregates' | 'traits' | 'computed' | 'segments' | 'tags') => [...new Set(parts.flatMap((part) => part[field] ?? []))];
  return {
    aggregates: all('aggregates'),
    traits: all('traits'),
    computed: all('computed'),
    segments: all('segments'),
    tags: all('tags'),
    accounts: parts.some(({ accounts }) => accounts === true),
    always: parts.some(({ always }) => always === true),
  };
}
