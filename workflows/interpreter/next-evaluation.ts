import type { Facts } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney } from '../contracts/interpreter.js';
import type { RunState } from '../contracts/run.js';
import { withTrigger } from './run-facts.js';

/**
 * When time alone may next change what an active run's exit conditions, or the wait it stands in, answer; undefined: never.
 * The time-out of a wait is Temporal's.
 */
export function nextEvaluationAt(journey: CompiledJourney, run: RunState, facts: Facts): number | undefined {
  if (run.ended) return undefined;
  const asked = withTrigger(facts, run.trigger);
  const waiting = run.wait && !run.wait.satisfied ? [...(journey.branches.get(run.wait.stepId)?.values() ?? [])] : [];
  const instants = [...journey.exits, ...waiting].flatMap(({ condition }) => condition?.nextChangeAt(asked) ?? []);
  return instants.length > 0 ? Math.min(...instants) : undefined;
}
