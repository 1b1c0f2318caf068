import type { CompiledJourney, ObserveResult } from '@cairn/workflows/contracts/interpreter.js';
import type { PathEntry, RunState } from '@cairn/workflows/contracts/run.js';
import { type EntryCause, enter } from '@cairn/workflows/interpreter/enter.js';
import { nextEvaluationAt } from '@cairn/workflows/interpreter/next-evaluation.js';
import { observe } from '@cairn/workflows/interpreter/observe.js';

import { escapeKey, unescapeKey } from '../platform/keys.js';
import type { RuleTurn, SegmentChange } from './answer-changes.js';
import type { LiveJourney } from './core.js';
import { addEffect, type Draft, type Folding, factsOf } from './draft.js';
import { exitName } from './fold-state.js';
import type { Effect } from './profile.js';

/** An event, in its turn: what it does to the runs inside, then whom it brings in. A historic one starts nothing (semantics §1.5). */
export function foldEventIntoRuns(draft: Draft, { event, fact }: Folding): void {
  const facts = factsOf(draft, fact.timestamp, fact);
  for (const [run, journey] of activeRuns(draft)) {
    if (!mayConcern(journey, event.name)) continue;
    keep(draft, run, observe(journey, run, { event: fact, facts, now: fact.timestamp, historic: event.historic === true }), event.messageId);
  }
  if (event.historic) return;
  for (const live of draft.index.triggers(event.name)) tryEntry(draft, live, { event: fact }, fact.timestamp);
}

/** The change of a segment, in its turn. */
export function foldSegmentChange(draft: Draft, change: SegmentChange): void {
  for (const live of draft.index.segmentTriggers(change.segment)) tryEntry(draft, live, { segmentChange: change }, change.at);
}

/** A rule's turn, for a journey that it names. */
export function enterByRule(draft: Draft, journey: string, turn: RuleTurn): void {
  const live = draft.index.journeys.get(journey);
  if (live) tryEntry(draft, live, { ruleTurn: turn }, turn.at);
}

/** A run hands the person on. Answers the refusal's code, `unknown-journey` where none is live under that key; undefined: entered. */
export function enterByHandOff(draft: Draft, journey: string, handOff: NonNullable<EntryCause['handOff']>): string | undefined {
  const live = draft.index.journeys.get(journey);
  return live ? tryEntry(draft, live, { handOff }, handOff.at) : 'unknown-journey';
}

/** Dates and schedules that have come at this very instant. */
export function enterDue(draft: Draft, now: number): void {
  if (draft.index.dueTriggers.length === 0) return;
  const before = factsOf(draft, now - 1);
  for (const live of draft.index.dueTriggers) {
    const { key, trigger } = live.journey;
    if (trigger.nextDue?.(before) !== now) continue;
    // Who has moved west since sees the same morning again.
    const name = trigger.dueName?.(before, now) ?? '';
    const { dues = {} } = draft.profile;
    if (Object.hasOwn(dues, key) && dues[key] === name) continue;
    draft.profile.dues = { ...dues, [key]: name };
    tryEntry(draft, live, { dueAt: now }, now);
  }
}

/** When the next date or schedule of the person comes, as they are now. */
export function nextEntryDue(draft: Draft, now: number): number | undefined {
  if (draft.index.dueTriggers.length === 0) return undefined;
  const facts = factsOf(draft, now);
  const instants = draft.index.dueTriggers.flatMap(({ journey }) => journey.trigger.nextDue?.(facts) ?? []);
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

/** Conditions of exits and waits, asked at an instant without an event: after a batch, and at ticks. */
export function observeConditions(draft: Draft, now: number): void {
  const facts = factsOf(draft, now);
  for (const [run, journey] of activeRuns(draft)) {
    if (!hasConditions(journey, run)) continue;
    keep(draft, run, observe(journey, run, { facts, now }), `at:${now}`);
  }
}

export function nextRunChange(draft: Draft, now: number): number | undefined {
  const facts = factsOf(draft, now);
  const instants = activeRuns(draft).flatMap(([run, journey]) => (hasConditions(journey, run) ? (nextEvaluationAt(journey, run, facts) ?? []) : []));
  return instants.length > 0 ? Math.min(...instants) : undefined;
}

/** Ended runs go once their workflow was told and their end recorded: nothing outstanding names them. */
export function dropEndedRuns(draft: Draft): void {
  const { profile } = draft;
  for (const [runId, run] of Object.entries(profile.runs)) {
    if (run.ended && !profile.effects.some((effect) => runOf(effect) === runId)) delete profile.runs[runId];
  }
}

/** Undefined: it concerns no run. */
export function runOf(effect: Effect): string | undefined {
  if (effect.kind === 'recordRun') return effect.run.runId;
  return 'runId' in effect ? effect.runId : undefined;
}

export function activeRuns(draft: Draft): [RunState, CompiledJourney][] {
  return Object.values(draft.profile.runs).flatMap((run): [RunState, CompiledJourney][] => {
    const journey = run.ended ? undefined : draft.definitions.version(run.version);
    return journey ? [[run, journey]] : [];
  });
}

/** Of the runs inside: may an event of this name do anything to them? */
export function mayConcern(journey: CompiledJourney, name: string): boolean {
  return journey.observes.events.some((pattern) => (pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : pattern === name));
}

function hasConditions(journey: CompiledJourney, run: RunState): boolean {
  if (journey.exits.some(({ condition }) => condition)) return true;
  const branches = run.wait && journey.branches.get(run.wait.stepId);
  return branches !== undefined && [...branches.values()].some(({ condition }) => condition);
}

/** Answers why not, where it was refused. */
function tryEntry(draft: Draft, { journey, paused, plan }: LiveJourney, cause: EntryCause, now: number): string | undefined {
  const { profile } = draft;
  const entered = Object.hasOwn(profile.entered, journey.key) ? profile.entered[journey.key] : {};
  const result = enter(journey, cause, factsOf(draft, now, cause.event), {
    workspace: profile.workspace,
    profileId: profile.profileId,
    paused,
    ...(plan !== undefined && { plan }),
    runs: Object.values(profile.runs).filter((run) => run.journey === journey.key),
    entered: Object.fromEntries(Object.entries(entered ?? {}).map(([key, times]) => [unescapeKey(key), times])),
    exitedAt: (exitId, key) => exitedAt(draft, journey.key, exitId, key, cause.event?.messageId),
  });
  draft.decisions.push(...result.decisions);
  if (!result.entered) return result.decisions.find(({ kind }) => kind === 'refusal')?.outcome;
  if (Object.hasOwn(profile.runs, result.run.runId)) return undefined;
  const { run } = result;
  profile.runs[run.runId] = run;
  countEntry(draft, journey, run.key);
  if (run.answer.kind !== 'end')
    addEffect(draft, { id: `start:${run.runId}`, kind: 'startRun', runId: run.runId, journey: journey.key, profileId: profile.profileId, command: run.answer });
  record(draft, run, result.path, 'entry');
  catchUpRun(draft, run, journey);
  return undefined;
}

/** No order is promised: what the run waits for may have been folded before its trigger came. */
function catchUpRun(draft: Draft, run: RunState, journey: CompiledJourney): void {
  if (run.ended || !draft.seenUntil || draft.seenUntil < run.enteredAt || journey.observes.events.length === 0) return;
  if (!draft.earlier) {
    draft.missedSince = Math.min(draft.missedSince ?? run.enteredAt, run.enteredAt);
    return;
  }
  for (const { event, fact } of draft.earlier) {
    const current = draft.profile.runs[run.runId];
    if (!current || current.ended) return;
    if (fact.timestamp < run.enteredAt || !mayConcern(journey, event.name)) continue;
    const facts = factsOf(draft, fact.timestamp, fact);
    keep(draft, current, observe(journey, current, { event: fact, facts, now: fact.timestamp, historic: event.historic === true }), event.messageId);
  }
}

/** Keys that may come again without end are not counted: one at a time is answered by the runs inside. */
function countEntry(draft: Draft, journey: CompiledJourney, key: string): void {
  const { reentry } = journey.definition;
  if (reentry.type === 'any' || (reentry.type === 'keyed' && reentry.mode === 'concurrent')) return;
  const before = draft.profile.entered[journey.key] ?? {};
  const field = escapeKey(key);
  draft.profile.entered[journey.key] = { ...before, [field]: (Object.hasOwn(before, field) ? (before[field] ?? 0) : 0) + 1 };
}

function exitedAt(draft: Draft, journey: string, exitId: string, key: string, except: string | undefined): number | undefined {
  const names = [exitName(journey, exitId, null), exitName(journey, exitId, key)];
  const { exitTimes } = draft.profile;
  const times = names.flatMap((name) => (Object.hasOwn(exitTimes, name) ? (exitTimes[name] ?? []) : []));
  for (const exit of draft.exitsHere) if (names.includes(exit.exit) && exit.messageId !== except) times.push(exit.at);
  return times.length > 0 ? Math.max(...times) : undefined;
}

/** Takes over what an event or tick did to a run: the run, the poke, the record, the decisions. */
export function keep(draft: Draft, before: RunState, result: Pick<ObserveResult, 'run' | 'poke' | 'decisions' | 'path'>, cause: string): void {
  const { run } = result;
  draft.decisions.push(...result.decisions);
  if (run === before) return;
  draft.profile.runs[run.runId] = run;
  if (result.poke) addEffect(draft, { id: `poke:${run.runId}:${cause}`, kind: 'pokeRun', runId: run.runId });
  if (run.ended || result.path.length > 0) record(draft, run, result.path, cause);
}

function record(draft: Draft, run: RunState, path: PathEntry[], cause: string): void {
  addEffect(draft, { id: `record:${run.runId}:${run.transition}:${cause}`, kind: 'recordRun', run, path, profileId: draft.profile.profileId });
}
