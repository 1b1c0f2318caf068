import type { Duration } from '@cairn/rules/contracts/condition.js';
import type { JourneyDefinition, Step } from '@cairn/workflows/contracts/journey.js';

const unitMs: Record<Duration['unit'], number> = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 };

export function durationMs({ amount, unit }: Duration): number {
  return amount * unitMs[unit];
}

/** The largest unit that says it exactly enough: 36 hours are 2 days, 90 minutes 2 hours. */
export function roundedDuration(ms: number): Duration {
  const unit = (['week', 'day', 'hour', 'minute', 'second'] as const).find((each) => each !== 'week' && ms >= unitMs[each]) ?? 'second';
  return { amount: Math.round(ms / unitMs[unit]), unit };
}

/** The shortest time from entry to each step, ms; by it a message's place in time is seen at a glance. */
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
      for (const [next, wait] of waysWithTime(step)) if (next !== null) later.push([next, at + wait]);
    }
    todo = later;
  }
  return times;
}

function waysWithTime(step: Step): [string | null, number][] {
  switch (step.type) {
    case 'delay':
      return [[step.next, durationMs(step.duration)]];
    case 'message':
    case 'tag':
      return [[step.next, 0]];
    case 'waitUntil':
      return [...step.branches.map((branch): [string | null, number] => [branch.next, 0]), [step.timeout.next, durationMs(step.timeout.after)]];
    case 'split':
      return [...step.branches.map((branch): [string | null, number] => [branch.next, 0]), [step.otherwise.next, 0]];
    case 'exit':
      return [];
  }
}
