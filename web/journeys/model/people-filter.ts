/** Which of the people of a step, or of the whole journey: exactly those that a number counts. Empty: all who came by. */
export interface PeopleFilter {
  state?: 'active' | 'ended';
  result?: 'waiting' | 'passed' | 'failed';
  /** The way out that was taken: a branch's id, `next`, `timeout`, `otherwise`. */
  way?: string;
  outcome?: string;
  reason?: string;
}

const keys = ['state', 'result', 'way', 'outcome', 'reason'] as const;

/** As one word in the address: `way:branch-1`, `outcome:skipped:reason:unsubscribed`. */
export function peopleFilter(filter: PeopleFilter): string {
  return keys.flatMap((key) => (filter[key] === undefined ? [] : [key, filter[key]])).join(':');
}

/** What the address says; what it cannot say is left out. */
export function parsePeopleFilter(text: string): PeopleFilter {
  const parts = text.split(':');
  const filter: Record<string, string> = {};
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [key, value] = [parts[at] as string, parts[at + 1] as string];
    if ((keys as readonly string[]).includes(key) && value !== '') filter[key] = value;
  }
  return filter as PeopleFilter;
}
