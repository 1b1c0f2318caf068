import type { ComputedSource } from '../platform/collections.js';

export const lifecycleStages = ['new', 'active', 'at-risk', 'lapsed'] as const;
export type LifecycleStage = (typeof lifecycleStages)[number];
export type LifecycleSource = Extract<ComputedSource, { type: 'lifecycle' }>;

/** When somebody was first and last seen to do what counts, ms UTC. */
interface Ends {
  first: number;
  last: number;
}

const dayMs = 86_400_000;

/** `new` while the first is less than `newDays` ago; else by how long ago the last is. A day is 24 h. */
export function lifecycleStage({ first, last }: Ends, { newDays, activeDays, atRiskDays }: LifecycleSource, now: number): LifecycleStage {
  if (now - first < newDays * dayMs) return 'new';
  if (now - last < activeDays * dayMs) return 'active';
  return now - last < atRiskDays * dayMs ? 'at-risk' : 'lapsed';
}

/** When the stage may turn by time alone, ascending. */
export function lifecycleInstants({ first, last }: Ends, { newDays, activeDays, atRiskDays }: LifecycleSource): number[] {
  return [first + newDays * dayMs, last + activeDays * dayMs, last + atRiskDays * dayMs].sort((a, b) => a - b);
}
