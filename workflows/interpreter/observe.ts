import type { FactEvent, Facts } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney, ObserveResult } from '../contracts/interpreter.js';
import type { RunState } from '../contracts/run.js';
import { satisfy, seenKey } from '../steps/wait-until.js';
import { concernsKey } from './entry-key.js';
import { exited, trueExitCondition } from './exits.js';
import { withTrigger } from './run-facts.js';

export interface Observation {
  /** Absent: a tick. */
  event?: FactEvent;
  /** After the event was folded, or at the tick's due instant. */
  facts: Facts;
  /** The instant of the question, ms UTC. */
  now: number;
  /** Exits see it; it releases no wait (semantics §1.5). */
  historic?: boolean;
}

const longestSeen = 10;

/** What an event or tick does to an active run: an exit ends it, a wait is satisfied, or nothing. Pure; safe to be asked twice. */
export function observe(journey: CompiledJourney, run: RunState, observation: Observation): ObserveResult {
  if (run.ended) return unchanged(run);
  const { event, now } = observation;
  const facts = withTrigger(observation.facts, run.trigger);
  const concerns = event !== undefined && concernsKey(journey, event, run.key);
  // Since the trigger's time, whatever the order of arrival: an exit that is older than the trigger belongs to the time before.
  const exit =
    event && concerns && event.timestamp >= run.enteredAt && event.messageId !== run.trigger.messageId && journey.exits.find((rule) => rule.matches?.(event));
  if (exit) return exited(journey, run, event.timestamp, exit.source.id, { messageId: event.messageId });
  const held = trueExitCondition(journey, facts);
  if (held) return exited(journey, run, now, held.exitId, { messageId: event?.messageId, read: held.read });
  if (observation.historic) return unchanged(run);
  const seen = concerns ? remembered(journey, run, event) : run;
  return released(journey, seen, { event, facts, now, concerns });
}

function unchanged(run: RunState): ObserveResult {
  return { run, poke: false, decisions: [], path: [] };
}

function released(journey: CompiledJourney, run: RunState, asked: { event?: FactEvent; facts: Facts; now: number; concerns: boolean }): ObserveResult {
  const step = run.wait && journey.steps.get(run.wait.stepId);
  const satisfied = step?.type === 'waitUntil' ? satisfy(journey, step, run, asked) : undefined;
  if (!satisfied || !run.wait) return unchanged(run);
  return { ...unchanged({ ...run, wait: { ...run.wait, satisfied } }), poke: true };
}

/** Waits further on may be armed later than they were due, and then ask what happened since. */
function remembered(journey: CompiledJourney, run: RunState, event: FactEvent): RunState {
  let seen = run.seen;
  for (const [stepId, branches] of journey.branches) {
    for (const [branchId, branch] of branches) {
      if (stepId === run.wait?.stepId || !branch.matches?.(event)) continue;
      const key = seenKey(stepId, branchId);
      const known = seen?.[key] ?? [];
      if (known.some(({ messageId }) => messageId === event.messageId)) continue;
      const times = [...known, { at: event.timestamp, messageId: event.messageId }].sort((a, b) => a.at - b.at || (a.messageId < b.messageId ? -1 : 1));
      seen = { ...seen, [key]: times.slice(-longestSeen) };
    }
  }
  return seen === run.seen ? run : { ...run, seen };
}
