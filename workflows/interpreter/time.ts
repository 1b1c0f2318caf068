import type { Duration } from '@cairn/rules/contracts/condition.js';

const unitMs = { second: 1000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/** A fixed length: 1 day is 24 h, whatever the clocks on the wall do (semantics §5.1). */
export function durationMs(duration: Duration): number {
  return duration.amount * unitMs[duration.unit];
}
