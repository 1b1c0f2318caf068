import type { Decision } from '../contracts/interpreter.js';
import type { Reentry } from '../contracts/journey.js';
import type { PathEntry, RunState } from '../contracts/run.js';
import { giveUp } from './advance.js';
import { stepDecision } from './walk.js';

export interface MergedRuns {
  /** All of both sides, the ended ones included, oldest first. */
  runs: RunState[];
  /** Those this merge ended: their workflows must be poked, their paths recorded. */
  ended: { run: RunState; path: PathEntry[]; decisions: Decision[] }[];
}

/**
 * Two people became one: the runs that the re-entry rule allows stay, older first; the others end with `merged` (semantics §6.3).
 * @param reentryOf the rule of the version that a run follows; undefined when it cannot be read, and then both stay.
 */
export function mergeRuns(reentryOf: (run: RunState) => Reentry | undefined, a: readonly RunState[], b: readonly RunState[], at: number): MergedRuns {
  const held = new Map<string, number>();
  const result: MergedRuns = { runs: [], ended: [] };
  for (const run of [...a, ...b].sort((x, y) => x.enteredAt - y.enteredAt || (x.runId < y.runId ? -1 : 1))) {
    const reentry = reentryOf(run);
    const place = `${run.journey}/${reentry?.type === 'keyed' ? run.key : ''}`;
    const holder = held.get(place);
    if (run.ended || !reentry || reentry.type === 'any' || holder === undefined) {
      if (!run.ended) held.set(place, result.runs.length);
      result.runs.push(run);
      continue;
    }
    result.runs[holder] = absorbing(result.runs[holder] as RunState, run);
    const merged = giveUp(run, 'merged', place, at);
    result.runs.push(merged.run);
    result.ended.push({ run: merged.run, path: merged.path, decisions: [stepDecision(run, at, { kind: 'exit', outcome: 'merged' })] });
  }
  return result;
}

/** What the ended run was sent already is not sent again by the one that goes on. */
function absorbing(holder: RunState, { runId, visits, absorbed = [] }: RunState): RunState {
  return { ...holder, absorbed: [...(holder.absorbed ?? []), { runId, visits }, ...absorbed] };
}
