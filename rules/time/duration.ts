import type { Duration } from '../contracts/window.js';

export const unitMs = { second: 1_000, minute: 60_000, hour: 3_600_000, day: 86_400_000, week: 604_800_000 } as const;

/** A fixed length in ms: a day is 24 h, whatever the clocks do. */
export function durationMs(duration: Duration): number {
  return duration.amount * unitMs[duration.unit];
}

export function isDuration(value: unknown): value is Duration {
  if (typeof value !== 'object' || value === null) return false;
  const { amount, unit } = value as { amount?: unknown; unit?: unknown };
  return typeof amount === 'number' && typeof unit === 'string' && Object.hasOwn(unitMs, unit);
}
