import type { FactEvent, Facts } from '@cairn/rules/contracts/facts.js';

import type { CompiledJourney, Decision, EntryContext, EntryResult } from '../contracts/interpreter.js';
import type { DateTrigger, ScheduleTrigger } from '../contracts/journey.js';
import { runIdFor } from '../contracts/names.js';
import type { RunState } from '../contracts/run.js';
import { entryKeyOf } from './entry-key.js';
import { trueExitCondition } from './exits.js';
import { valuesRead, withTrigger } from './run-facts.js';
import { walk } from './walk.js';

export interface EntryCause {
  event?: FactEvent;
  segmentChange?: { segment: string; on: 'entered' | 'left'; at: number };
  /** A rule that names the journey turned: it stands for the journey's own trigger, and its condition for the trigger's. */
  ruleTurn?: { rule: string; on: boolean; at: number };
  /** A run of another journey hands the person on: that stands for the trigger and its filter too, and brings its payload along. */
  handOff?: { from: RunState; at: number };
  /** The journey's own date or schedule has come. ms UTC. */
  dueAt?: number;
}

/** Handed on so often from run to run, it is taken for journeys that hand on to each other for ever. */
const mostHandOffs = 100;

interface Refusal {
  code: string;
  detail?: { [key: string]: unknown };
}

/**
 * Does this event, or change of a segment, bring the person in? Pure; the profile's conditional write decides (design §6).
 * The caller keeps historic events away: they start nothing.
 * @param facts after the event was folded (semantics §1.4).
 */
export function enter(journey: CompiledJourney, cause: EntryCause, facts: Facts, context: EntryContext): EntryResult {
  const trigger = triggerOf(journey, cause, context);
  if (!trigger) return { entered: false, decisions: [] };
  const asked = withTrigger(facts, trigger);
  const key = entryKeyOf(journey, trigger);
  const handOffs = cause.handOff && (cause.handOff.from.handOffs ?? 0) + 1;
  const filtered = cause.ruleTurn === undefined && cause.handOff === undefined;
  const refusal =
    handOffs !== undefined && handOffs > mostHandOffs
      ? { code: 'too-many-hand-offs', detail: { handOffs } }
      : refusalOf(journey, { trigger, key, filtered }, asked, context);
  const decided = { at: trigger.timestamp, journey: journey.key, version: journey.version, cause: trigger.messageId };
  if (refusal || key === undefined) {
    const { code, detail } = refusal ?? { code: 'key-missing' };
    return { entered: false, decisions: [{ ...decided, kind: 'refusal', outcome: code, ...(detail && { detail }) }] };
  }
  const runId = runIdFor(context.workspace, journey.key, trigger.messageId, key);
  const entry: Decision = { ...decided, kind: 'entry', runId, outcome: 'entered', ...entryDetail(journey, key, asked) };
  const run: RunState = {
    ...newRun(journey, runId, key, trigger),
    ...(handOffs !== undefined && { handOffs }),
    ...(context.plan !== undefined && { plan: context.plan }),
  };
  const walked = walk(journey, run, journey.definition.start, asked, trigger.timestamp);
  return { entered: true, ...walked, decisions: [entry, ...walked.decisions] };
}

/** What is no event is one with a made-up name: the person goes into its id, for many may enter at the same tick. */
function triggerOf(
  journey: CompiledJourney,
  { event, segmentChange: change, ruleTurn, handOff, dueAt }: EntryCause,
  context: EntryContext,
): FactEvent | undefined {
  const { source, matches } = journey.trigger;
  if (ruleTurn) return madeUp(`rule:${ruleTurn.rule} turned ${ruleTurn.on}`, ruleTurn.at, context);
  if (handOff) return handedOn(handOff);
  if (dueAt !== undefined) return source.type === 'date' || source.type === 'schedule' ? madeUp(dueName(source), dueAt, context) : undefined;
  if (event) return matches?.(event) ? event : undefined;
  if (!change || source.type !== 'segment' || change.segment !== source.segment || change.on !== source.on) return undefined;
  return madeUp(`segment:${change.segment} ${change.on}`, change.at, context);
}

function dueName(source: DateTrigger | ScheduleTrigger): string {
  return source.type === 'date' ? `date:${source.trait}` : `schedule:${source.segment}`;
}

/** Under the visit that hands on. */
function handedOn({ from, at }: NonNullable<EntryCause['handOff']>): FactEvent {
  const { runId, position, journey, trigger } = from;
  return {
    messageId: `handOff:${runId}/${position.stepId}/${position.visit}`,
    name: `journey:${journey} handed on`,
    timestamp: at,
    properties: trigger.properties,
  };
}

function madeUp(name: string, at: number, { profileId }: EntryContext): FactEvent {
  return { messageId: `${name}:${at}:${profileId}`, name, timestamp: at, properties: {} };
}

function refusalOf(
  journey: CompiledJourney,
  { trigger, key, filtered }: { trigger: FactEvent; key: string | undefined; filtered: boolean },
  facts: Facts,
  context: EntryContext,
): Refusal | undefined {
  const { condition } = journey.trigger;
  if (filtered && condition && !condition.evaluate(facts)) return { code: 'condition-false', detail: { read: valuesRead(condition, facts) } };
  if (context.paused) return { code: 'journey-paused' };
  if (key === undefined) return { code: 'key-missing', detail: { property: keyProperty(journey) } };
  return reentryRefusal(journey, key, context) ?? exitRefusal(journey, trigger, key, facts, context);
}

function keyProperty(journey: CompiledJourney): string | undefined {
  const { reentry } = journey.definition;
  return reentry.type === 'keyed' ? reentry.property : undefined;
}

function reentryRefusal(journey: CompiledJourney, key: string, context: EntryContext): Refusal | undefined {
  const { reentry } = journey.definition;
  if (reentry.type === 'any') return undefined;
  const inside = context.runs.find((run) => !run.ended && (reentry.type !== 'keyed' || run.key === key));
  if (inside) return { code: 'already-inside', detail: { runId: inside.runId, ...(key !== '' && { key }) } };
  const once = reentry.type === 'never' || (reentry.type === 'keyed' && reentry.mode === 'once');
  const before = reentry.type === 'keyed' ? (context.entered[key] ?? 0) : Object.values(context.entered).reduce((sum, times) => sum + times, 0);
  return once && before > 0 ? { code: 'reentry-never', detail: { entered: before, ...(key !== '' && { key }) } } : undefined;
}

/** No order is promised: an exit that came first refuses the entry which it would have ended. */
function exitRefusal(journey: CompiledJourney, trigger: FactEvent, key: string, facts: Facts, context: EntryContext): Refusal | undefined {
  for (const { source } of journey.exits) {
    const exitedAt = source.event && context.exitedAt(source.id, key);
    if (exitedAt !== undefined && exitedAt >= trigger.timestamp) return { code: 'exit-before-entry', detail: { exit: source.id, exitedAt } };
  }
  const exit = trueExitCondition(journey, facts);
  return exit && { code: 'exit-before-entry', detail: { exit: exit.exitId, read: exit.read } };
}

function entryDetail(journey: CompiledJourney, key: string, facts: Facts): Pick<Decision, 'detail'> {
  const { condition } = journey.trigger;
  const detail = { ...(key !== '' && { key }), ...(condition && { read: valuesRead(condition, facts) }) };
  return Object.keys(detail).length > 0 ? { detail } : {};
}

/** Not anywhere yet: the walk gives it a position and its first answer. */
function newRun(journey: CompiledJourney, runId: string, key: string, trigger: FactEvent): RunState {
  return {
    runId,
    journey: journey.key,
    version: journey.version,
    key,
    trigger,
    enteredAt: trigger.timestamp,
    transition: 0,
    position: { stepId: journey.definition.start ?? '', visit: 0, arrivedAt: trigger.timestamp },
    answer: { kind: 'end', reason: 'completed' },
    visits: {},
  };
}
