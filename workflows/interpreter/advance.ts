import type { Facts } from '@cairn/rules/contracts/facts.js';

import type { AdvanceInput, AdvanceResult, CompiledJourney } from '../contracts/interpreter.js';
import type { RunEnd, RunEndReason, RunState } from '../contracts/run.js';
import type { Leaving } from '../steps/handler.js';
import { handlerOf } from '../steps/handlers.js';
import { exited, trueExitCondition } from './exits.js';
import { withTrigger } from './run-facts.js';
import { endedRun, leftEntry } from './transition.js';
import { heldCommand, stepDecision, walk } from './walk.js';

/**
 * Moves a run on from where it stands: as many steps as it can, up to the next durable one. Pure. Asked too early, or again, it
 * changes nothing and answers what the workflow should do meanwhile.
 */
export function advance({ journey, run, facts: given, now, send, paused, changed }: AdvanceInput): AdvanceResult {
  if (run.ended) return stays(run);
  const facts = withTrigger(given, run.trigger);
  const exit = trueExitCondition(journey, facts);
  if (exit) {
    const { run: ended, decisions, path } = exited(journey, run, now, exit.exitId, { read: exit.read });
    return { run: ended, command: ended.answer, decisions, path };
  }
  // A send that is settled is recorded even now: pausing holds what is still to come.
  if (paused && !send) return { ...stays(run), command: heldCommand(run) };
  const step = journey.steps.get(run.position.stepId);
  if (!step) return giveUp(run, 'failed', `unknown-step ${run.position.stepId}`, now);
  const leaving = handlerOf(step).leave?.({ journey, step, run, facts, now, send }) ?? { kind: 'stay' };
  if (leaving.kind === 'stay') return stays(run);
  if (leaving.kind === 'go' && leaving.change && !changed) return { ...stays(run), change: leaving.change };
  return left(journey, run, leaving.kind === 'go' && changed?.reason !== undefined ? { ...leaving, reason: changed.reason } : leaving, facts);
}

function stays(run: RunState): AdvanceResult {
  return { run, command: run.answer, decisions: [], path: [] };
}

function left(journey: CompiledJourney, run: RunState, leaving: Exclude<Leaving, { kind: 'stay' }>, facts: Facts): AdvanceResult {
  const { at } = leaving;
  if (leaving.kind === 'end') return ended(run, { at, reason: leaving.reason, detail: leaving.detail }, leaving.outcome, leaving.why);
  const decisions = leaving.decision ? [stepDecision(run, at, leaving.decision)] : [];
  const walked = walk(journey, run, leaving.to, facts, at);
  return {
    run: walked.run,
    command: walked.run.answer,
    decisions: [...decisions, ...walked.decisions],
    path: [leftEntry(run, at, leaving.outcome, leaving.reason), ...walked.path],
  };
}

function ended(run: RunState, end: RunEnd, outcome: string, why?: string): AdvanceResult {
  const over = endedRun(run, end);
  return { run: over, command: over.answer, decisions: [], path: [leftEntry(run, end.at, outcome, why)] };
}

/** Ends a run from outside: an operator, a step that failed for good, an archived journey, the reconciler. */
export function giveUp(run: RunState, reason: RunEndReason, detail: string, now: number): AdvanceResult {
  return run.ended ? stays(run) : ended(run, { at: now, reason, detail }, 'ended', reason);
}

/**
 * The instant at which a run that is asked now moves on: its wait's due time when that has come, else the clock. Conditions are asked
 * and the next step begins at this instant, so that being late changes nothing.
 * @param firedFor the due time of the timer that fired, whatever this machine's clock says.
 */
export function instantOf(run: RunState, clock: number, firedFor?: number): number {
  const { wait } = run;
  if (!wait) return Math.max(clock, run.position.arrivedAt);
  if (wait.satisfied) return wait.satisfied.at;
  return clock >= wait.dueAt || firedFor === wait.dueAt ? wait.dueAt : clock;
}
