import type { Duration } from '@cairn/rules/contracts/condition.js';
import type { DelayStep, JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';

import { outletsOf } from './ports.js';

const unitMs: Record<Duration['unit'], number> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

export function durationMs({ amount, unit }: Duration): number {
  return amount * unitMs[unit];
}

/** The largest unit that says it exactly enough: 36 hours are 2 days, 90 minutes 2 hours. */
export function roundedDuration(ms: number): Duration {
  const unit = (['week', 'day', 'hour', 'minute', 'second'] as const).find((each) => each !== 'week' && ms >= unitMs[each]) ?? 'second';
  return { amount: Math.round(ms / unitMs[unit]), unit };
}

/**
 * The shortest time from entry to each step, ms; by it a message's place in time is seen at a glance. A step that is reached only after a weekday
 * or a date of each person's own has none.
 */
export function elapsedTimes(definition: JourneyDefinition): Map<string, number> {
  const byId = new Map(definition.steps.map((step) => [step.id, step]));
  const times = new Map<string, number>();
  let todo: [string, number][] = definition.start === null ? [] : [[definition.start, 0]];
  while (todo.length > 0) {
    const later: [string, number][] = [];
    for (const [id, at] of todo) {
      const step = byId.get(id);
      if (!step || (times.get(id) ?? Number.POSITIVE_INFINITY) <= at) continue;
      times.set(id, at);
      for (const [next, wait] of waysWithTime(step)) if (next !== null && wait !== undefined) later.push([next, at + wait]);
    }
    todo = later;
  }
  return times;
}

/** Undefined: as long as it takes for each person. */
type Way = [next: string | null, ms: number | undefined];

function waysWithTime(step: Step): Way[] {
  switch (step.type) {
    case 'delay':
      return [[step.next, delayMs(step)]];
    case 'waitUntil':
      return outletsOf(step).map(({ outlet, next }): Way => [next, outlet === 'timeout' ? durationMs(step.timeout.after) : 0]);
    default:
      return outletsOf(step).map(({ next }): Way => [next, 0]);
  }
}

/** Days by the calendar count as 24 hours each: "3 days after entry" is what people mean by it. */
function delayMs({ duration, until }: DelayStep): number | undefined {
  if (duration) return durationMs(duration);
  return until?.type === 'calendar' ? until.days * unitMs.day : undefined;
}
