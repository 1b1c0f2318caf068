import type { FactEvent, Facts } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney, Decision, ObserveResult } from '../contracts/interpreter.js';
import type { RunEnd, RunState } from '../contracts/run.js';
import { entryKeyOf } from './entry-key.js';
import { valuesRead } from './run-facts.js';
import { endedRun, leftEntry } from './transition.js';
import { stepDecision } from './walk.js';

/** The exit rules that an event matches, with the re-entry key it concerns: null reaches every run of the person. */
export function exitsMatching(journey: CompiledJourney, event: FactEvent): { exitId: string; key: string | null }[] {
  const key = journey.definition.reentry.type === 'keyed' ? (entryKeyOf(journey, event) ?? null) : null;
  return journey.exits.filter((exit) => exit.matches?.(event)).map((exit) => ({ exitId: exit.source.id, key }));
}

export interface TrueExit {
  exitId: string;
  isGoal: boolean;
  /** What its condition read. */
  read: { [key: string]: unknown };
}

/** The first exit rule or goal whose condition holds now. */
export function trueExitCondition(journey: CompiledJourney, facts: Facts): TrueExit | undefined {
  const exit = journey.exits.find(({ condition }) => condition?.evaluate(facts));
  return exit?.condition && { exitId: exit.source.id, isGoal: exit.isGoal, read: valuesRead(exit.condition, facts) };
}

/** Ends a run by an exit rule or a goal: at once, mid-delay too. The poke lets its workflow end. */
export function exited(
  journey: CompiledJourney,
  run: RunState,
  at: number,
  exitId: string,
  cause: { messageId?: string; read?: { [key: string]: unknown } },
): ObserveResult {
  const isGoal = journey.exits.some(({ source, isGoal }) => isGoal && source.id === exitId);
  const ended: RunEnd = { at, reason: isGoal ? 'goal' : 'exit-rule', detail: exitId, ...(cause.messageId !== undefined && { messageId: cause.messageId }) };
  const decision: Decision = stepDecision(run, at, {
    kind: 'exit',
    outcome: exitId,
    ...(cause.messageId !== undefined && { cause: cause.messageId }),
    ...(cause.read && { detail: { read: cause.read } }),
  });
  return { run: endedRun(run, ended), poke: true, ended, decisions: [decision], path: [leftEntry(run, at, 'ended', exitId)] };
}
