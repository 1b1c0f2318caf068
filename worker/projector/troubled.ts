import type { Clock, Person } from '@cairn/server/profiles/core.js';

const firstPauseMs = 250;
const longestPauseMs = 10_000;
const mostRemembered = 10_000;

/** People whose fold failed when it was tried alone: each is left for a pause that doubles, so that nobody else waits for them. */
export class Troubled {
  private readonly pauses = new Map<string, { until: number; lengthMs: number }>();
  private readonly clock: Clock;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  without(people: readonly Person[]): Person[] {
    if (this.pauses.size === 0) return [...people];
    const now = this.clock.now();
    return people.filter((person) => (this.pauses.get(keyOf(person))?.until ?? 0) <= now);
  }

  add(person: Person): void {
    const key = keyOf(person);
    const lengthMs = Math.min(longestPauseMs, (this.pauses.get(key)?.lengthMs ?? firstPauseMs / 2) * 2);
    // The oldest is forgotten: trying somebody too soon costs work, never more.
    if (this.pauses.size >= mostRemembered) for (const oldest of this.pauses.keys()) if (this.pauses.delete(oldest)) break;
    this.pauses.set(key, { until: this.clock.now() + lengthMs, lengthMs });
  }

  delete(person: Person): void {
    this.pauses.delete(keyOf(person));
  }
}

export function keyOf(person: Person): string {
  return `${person.workspace} ${'identity' in person ? person.identity : person.profileId}`;
}
