import type { FactEvent, Facts } from '@cairn/rules/contracts/facts.js';
import { durationMs } from '@cairn/rules/time/duration.js';

import type { CompiledBranch, CompiledJourney } from '../contracts/interpreter.js';
import type { WaitUntilStep } from '../contracts/journey.js';
import type { RunState, RunWait } from '../contracts/run.js';
import type { StepHandler } from './handler.js';

type Satisfied = NonNullable<RunWait['satisfied']>;

/** Waits for the first of several, by event time. What already holds, or happened since the arrival, counts at once (core 8). */
export const waitUntilHandler: StepHandler<WaitUntilStep> = {
  arrive({ journey, step, run, facts, now }) {
    const { stepId, visit } = run.position;
    const wait: RunWait = { stepId, visit, dueAt: now + durationMs(step.timeout.after), branches: step.branches.map((branch) => branch.id) };
    const satisfied = alreadySatisfied(journey, step, run, wait, facts, now);
    if (!satisfied) return { kind: 'wait', wait };
    return { kind: 'go', at: satisfied.at, to: nextOf(step, satisfied.branch), outcome: satisfied.branch, decision: decisionOf(satisfied) };
  },
  leave({ journey, step, run, facts, now }) {
    const { wait } = run;
    if (!wait || (!wait.satisfied && now < wait.dueAt)) return { kind: 'stay' };
    const satisfied = wait.satisfied ?? trueAtTimeout(journey, step, wait, facts);
    if (!satisfied) return { kind: 'go', at: wait.dueAt, to: step.timeout.next, outcome: 'timeout', decision: { kind: 'wait', outcome: 'timeout' } };
    return { kind: 'go', at: satisfied.at, to: nextOf(step, satisfied.branch), outcome: satisfied.branch, decision: decisionOf(satisfied) };
  },
};

/** A condition is asked once more before the time-out is decided: nothing that was folded late may lose to it. */
function trueAtTimeout(journey: CompiledJourney, step: WaitUntilStep, wait: RunWait, facts: Facts): Satisfied | undefined {
  const branch = step.branches.find(({ id }) => holds(journey.branches.get(step.id)?.get(id), facts));
  return branch && { branch: branch.id, at: wait.dueAt, messageId: '' };
}

function nextOf(step: WaitUntilStep, branchId: string): string | null {
  return step.branches.find((branch) => branch.id === branchId)?.next ?? null;
}

function decisionOf({ branch, messageId }: Satisfied) {
  return { kind: 'wait' as const, outcome: branch, ...(messageId !== '' && { cause: messageId }) };
}

function alreadySatisfied(journey: CompiledJourney, step: WaitUntilStep, run: RunState, wait: RunWait, facts: Facts, now: number): Satisfied | undefined {
  let best: Satisfied | undefined;
  for (const { id } of step.branches) {
    if (holds(journey.branches.get(step.id)?.get(id), facts)) best = earlier(step, best, { branch: id, at: now, messageId: '' });
    const since = run.seen?.[seenKey(step.id, id)]?.find(({ at }) => at >= now && at <= wait.dueAt);
    if (since) best = earlier(step, best, { branch: id, ...since });
  }
  return best;
}

/** What an event, or a tick without one, did to an armed wait: the record it leaves, or undefined when nothing changed. */
export function satisfy(
  journey: CompiledJourney,
  step: WaitUntilStep,
  run: RunState,
  asked: { event?: FactEvent; facts: Facts; now: number; concerns: boolean },
): Satisfied | undefined {
  const { wait } = run;
  if (!wait) return undefined;
  const { event, facts, concerns } = asked;
  const instant = Math.max(event?.timestamp ?? asked.now, run.position.arrivedAt);
  let best = wait.satisfied;
  for (const { id } of step.branches) {
    const branch = journey.branches.get(step.id)?.get(id);
    if (event && concerns && branch?.matches?.(event) && inTime(run, wait, event)) {
      best = earlier(step, best, { branch: id, at: event.timestamp, messageId: event.messageId, event });
    }
    if (!wait.satisfied && instant <= wait.dueAt && holds(branch, facts))
      best = earlier(step, best, { branch: id, at: instant, messageId: event?.messageId ?? '' });
  }
  return best === wait.satisfied ? undefined : best;
}

function holds(branch: CompiledBranch | undefined, facts: Facts): boolean {
  return branch?.condition?.evaluate(facts) === true;
}

/** New, and not after the due time: exactly one of event and time-out, by event time (semantics §5.2). */
function inTime(run: RunState, wait: RunWait, event: FactEvent): boolean {
  return event.timestamp >= run.position.arrivedAt && event.timestamp <= wait.dueAt;
}

/** The earlier by time, then message id, then authored order: the same whatever order they were folded in. */
function earlier(step: WaitUntilStep, a: Satisfied | undefined, b: Satisfied): Satisfied {
  if (!a) return b;
  if (a.at !== b.at) return a.at < b.at ? a : b;
  if (a.messageId !== b.messageId) return a.messageId < b.messageId ? a : b;
  const place = (of: Satisfied) => step.branches.findIndex((branch) => branch.id === of.branch);
  return place(a) <= place(b) ? a : b;
}

export function seenKey(stepId: string, branchId: string): string {
  return `${stepId}/${branchId}`;
}
