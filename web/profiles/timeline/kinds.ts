import type { TimelineKind } from '../../api/profiles.js';

/** What the timeline can be narrowed to. Decisions are told with the journeys they belong to. */
export const filters = {
  events: ['event'],
  messages: ['delivery'],
  journeys: ['run', 'decision'],
  merges: ['merge'],
  consent: ['consent'],
  tags: ['tag'],
} as const satisfies { [name: string]: readonly TimelineKind[] };
export type Filter = keyof typeof filters;
export const filterNames = Object.keys(filters) as Filter[];

/** `kinds` of the query for the chosen filters; none chosen: everything. */
export function kindsOf(chosen: readonly Filter[]): string | undefined {
  return chosen.length === 0 ? undefined : chosen.flatMap((name) => filters[name]).join(',');
}

/** From the address: unknown names are left out. */
export function readFilters(text: string): Filter[] {
  const names = text.split(',');
  return filterNames.filter((name) => names.includes(name));
}
