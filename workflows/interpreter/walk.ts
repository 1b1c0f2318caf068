import type { Facts } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney, Decision } from '../contracts/interpreter.js';
import type { Step } from '../contracts/journey.js';
import { type Command, type PathEntry, type RunEnd, type RunState, taskQueues } from '../contracts/run.js';
import type { Arrival, StepDecision } from '../steps/handler.js';
import { handlerOf } from '../steps/handlers.js';
import { queueAfter } from './queue-hint.js';
import { endedRun, leftEntry, moved } from './transition.js';

/** A step may be visited this often by one run (semantics §5.3): a loop ends with that reason instead of for ever. */
const mostVisits = 1000;

export interface Walked {
  run: RunState;
  path: PathEntry[];
  decisions: Decision[];
}

/**
 * From a step's door to the next durable one: a wait, a message to send, or the end. One transition, however many steps it passes.
 * @param facts with the run's trigger.
 */
export function walk(journey: CompiledJourney, from: RunState, to: string | null, facts: Facts, now: number): Walked {
  const path: PathEntry[] = [];
  const decisions: Decision[] = [];
  let run = from;
  let next = to;
  let at = now;
  for (;;) {
    const step = next === null ? undefined : journey.steps.get(next);
    if (!step) return { run: endedRun(run, offTheMap(next, at)), path, decisions };
    run = arrivedAt(run, step, at);
    if (run.position.visit > mostVisits) return { run: endedRun(run, { at, reason: 'too-many-visits', detail: step.id }), path, decisions };
    const arrival = handlerOf(step).arrive({ journey, step, run, facts, now: at });
    if (arrival.kind === 'go') {
      at = arrival.at ?? at;
      if (arrival.run) run = { ...run, ...arrival.run };
      path.push(leftEntry(run, at, arrival.outcome, arrival.reason));
      if (arrival.decision) decisions.push(stepDecision(run, at, arrival.decision));
      next = arrival.to;
    } else {
      path.push(arrival.kind === 'end' ? leftEntry(run, at, arrival.outcome, arrival.why) : { ...run.position });
      return { run: stopped(journey, run, step, arrival, at), path, decisions };
    }
  }
}

/** A loose end that was never published, or a step that a definition lost: the run is over, and says why. */
function offTheMap(next: string | null, at: number): RunEnd {
  return next === null ? { at, reason: 'completed' } : { at, reason: 'failed', detail: `unknown-step ${next}` };
}

function arrivedAt(run: RunState, step: Step, now: number): RunState {
  const visit = (run.visits[step.id] ?? 0) + 1;
  return { ...run, wait: undefined, position: { stepId: step.id, visit, arrivedAt: now }, visits: { ...run.visits, [step.id]: visit } };
}

function stopped(journey: CompiledJourney, run: RunState, step: Step, arrival: Exclude<Arrival, { kind: 'go' }>, at: number): RunState {
  if (arrival.kind === 'end') return endedRun(run, { at, reason: arrival.reason, detail: arrival.detail });
  const command = (transition: number): Command =>
    arrival.kind === 'wait'
      ? { kind: 'wait', transition, until: arrival.wait.dueAt, queue: queueAfter(journey, step) }
      : { kind: 'step', transition, queue: arrival.queue };
  return moved(run, { wait: arrival.kind === 'wait' ? arrival.wait : undefined }, command);
}

export function stepDecision(run: RunState, at: number, decision: StepDecision): Decision {
  const { stepId, visit } = run.position;
  return { at, journey: run.journey, version: run.version, runId: run.runId, stepId, visit, ...decision };
}

/** What a paused run is told: nothing until somebody pokes it, which resuming does. */
export function heldCommand(run: RunState): Command {
  const queue = run.answer.kind === 'end' ? taskQueues.journeys : run.answer.queue;
  return { kind: 'wait', transition: run.transition, until: null, queue };
}
