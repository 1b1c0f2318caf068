import type { Command, PathEntry, RunEnd, RunState } from '../contracts/run.js';

/** The next transition: its number goes up, and what it answers is stored with it, so that a retried activity gets the same again. */
export function moved(run: RunState, change: Partial<RunState>, answer: (transition: number) => Command): RunState {
  const transition = run.transition + 1;
  return withoutAbsent({ ...run, ...change, transition, answer: answer(transition) });
}

/** Ends a run. Nothing follows: no wait, and whoever asks is told to end. */
export function endedRun(run: RunState, ended: RunEnd): RunState {
  return moved(run, { wait: undefined, seen: undefined, ended: withoutAbsent(ended) }, () => ({ kind: 'end', reason: ended.reason }));
}

/** A field that is absent is no field: a database may store undefined as null. */
function withoutAbsent<T extends object>(value: T): T {
  if (!Object.values(value).includes(undefined)) return value;
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as T;
}

/** The step a run stands on, as left. */
export function leftEntry(run: RunState, leftAt: number, outcome: string, reason?: string): PathEntry {
  const { stepId, visit, arrivedAt } = run.position;
  return { stepId, visit, arrivedAt, leftAt: Math.max(leftAt, arrivedAt), outcome, ...(reason !== undefined && { reason }) };
}

/** Brings a path up to date: entries of a transition replace those of the same visit, others are appended. For the `runs` read model. */
export function mergePath(path: readonly PathEntry[], touched: readonly PathEntry[]): PathEntry[] {
  const same = (a: PathEntry, b: PathEntry) => a.stepId === b.stepId && a.visit === b.visit;
  const kept = path.map((entry) => touched.find((newer) => same(newer, entry)) ?? entry);
  return [...kept, ...touched.filter((entry) => !path.some((older) => same(older, entry)))];
}
