import type { Decision } from '@cairn/workflows/contracts/interpreter.js';
import type { MessageStep } from '@cairn/workflows/contracts/journey.js';
import { deliveryKeyFor } from '@cairn/workflows/contracts/names.js';
import type { RunState } from '@cairn/workflows/contracts/run.js';
import type { SendReason } from '@cairn/workflows/contracts/send-reasons.js';
import { type TrueExit, trueExitCondition } from '@cairn/workflows/interpreter/exits.js';
import { withTrigger } from '@cairn/workflows/interpreter/run-facts.js';

import type { JourneyNow } from '../journeys/journeys.store.js';
import type { Decided, ProfileView } from '../profiles/core.js';
import { nextHolderOf } from '../profiles/moved-runs.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { addressOf, isAddress } from './address.js';
import { type PersonVariables, personVariables } from './variables.js';

export interface SendQuestion {
  run: RunState;
  step: MessageStep;
  /** The delivery's. */
  key: string;
  /** How often the run was looked for elsewhere. */
  hops: number;
  /** The hand-over attempt that asks. */
  attempt: number;
  /** When the delivery was first intended, ms UTC. */
  since: number;
  /** Read after this attempt's own write. Undefined: deleted. */
  journey: JourneyNow | undefined;
  /** The operator's one switch. */
  stopped: boolean;
  /** Slots that do not count: their deliveries were refused or failed. */
  freed: ReadonlySet<string>;
  /** Slots whose deliveries were looked at already. */
  looked: ReadonlySet<string>;
}

export type Verdict =
  | { kind: 'allowed'; to: string; variables: PersonVariables; decidedAt: number }
  /** Not now, without an end in sight: the journey is paused. */
  | { kind: 'held' }
  /** Not yet: a version was published that this run may belong to by now, and the step may be another there. */
  | { kind: 'replan' }
  /** Not now: all sending is stopped. */
  | { kind: 'stopped' }
  | { kind: 'refused'; reason: SendReason; detail?: string }
  /** The cap is full: look at the deliveries of these slots, then ask again. */
  | { kind: 'lookUp'; slots: string[] }
  /** A merge ended other runs in favour of this one: look at what they were sent by this step, then ask again. */
  | { kind: 'lookUpMerged'; slots: string[] }
  /** The person was merged, or told apart again. */
  | { kind: 'follow'; profileId: string };

/** Stopped for longer than this, a message is given up: 24 h. */
export const maxHeldMs = 86_400_000;
/** Slots are kept at least this long, so that a cap set today knows of yesterday's messages. */
const keepSlotsMs = 86_400_000;

/**
 * May this message go now? Pure: asked again after every conflict. The order is design §7's: all sending, run, pause, exits, consent,
 * address, cap. Allowed, it takes the cap slot by the same conditional write, dated by this hand-over; a slot of its own from an
 * attempt before does not count against it.
 */
export function judge(view: ProfileView, question: SendQuestion): Decided<Verdict> {
  const { profile, now } = view;
  const elsewhere = nextHolderOf(profile, question.run.runId, question.hops);
  if (elsewhere !== undefined) return { result: { kind: 'follow', profileId: elsewhere } };
  if (question.stopped) return now - question.since > maxHeldMs ? refused(view, question, 'expired') : notNow(profile, question, { kind: 'stopped' });
  const run = Object.hasOwn(profile.runs, question.run.runId) ? profile.runs[question.run.runId] : undefined;
  if (!run) return refused(view, question, 'run-ended');
  // The fold applied exits and goals to the run: what was accepted before this attempt's own write is in it (core 7).
  if (run.ended) return refused(view, question, 'run-ended', { end: run.ended.reason, ...(run.ended.detail !== undefined && { by: run.ended.detail }) });
  const exit = heldExit(view, run);
  if (exit) return refused(view, question, 'run-ended', { end: exit.isGoal ? 'goal' : 'exit-rule', by: exit.exitId });
  if (!standsThere(run, question)) return refused(view, question, 'run-moved');
  if (question.journey === undefined || question.journey.state === 'archived') return refused(view, question, 'journey-archived');
  if (question.journey.state === 'paused') return notNow(profile, question, { kind: 'held' });
  const newest = question.journey.plans.at(-1)?.number ?? 0;
  if (newest > (run.plan ?? 0) || run.version !== question.run.version) return notNow(profile, question, { kind: 'replan' });
  const had = sentByAbsorbed(profile.workspace, run, question.step);
  if (had.some((key) => !question.looked.has(key))) return { result: { kind: 'lookUpMerged', slots: had } };
  const again = had.find((key) => !question.freed.has(key));
  if (again !== undefined) return refused(view, question, 'already-had', { delivery: again });
  const { channel } = question.step;
  const transactional = question.step.transactional === true;
  const unsubscribedAt = Object.hasOwn(profile.consent.unsubscribed, channel) ? profile.consent.unsubscribed[channel] : undefined;
  if (unsubscribedAt && !transactional) return refused(view, question, 'unsubscribed', { since: unsubscribedAt.toISOString() });
  const to = addressOf(profile);
  if (to === undefined) return refused(view, question, 'no-address');
  if (!isAddress(to)) return refused(view, question, 'invalid-address');
  if (!transactional) {
    const full = fullCap(view, question);
    if (full?.slots.some((slot) => !question.looked.has(slot))) return { result: { kind: 'lookUp', slots: full.slots } };
    if (full) return refused(view, question, 'capped', { limit: String(full.limit), windowHours: String(full.windowMs / 3_600_000) });
  }
  return {
    result: { kind: 'allowed', to, variables: personVariables(profile, question.run.trigger), decidedAt: now },
    profile: { ...profile, slots: takeSlot(view, question, transactional) },
  };
}

/** An exit rule or goal whose condition holds now: the transition after this refusal ends the run by it. */
function heldExit(view: ProfileView, run: RunState): TrueExit | undefined {
  const journey = view.definitions.version(run.version);
  return journey && trueExitCondition(journey, withTrigger(view.facts(view.now, run.trigger), run.trigger));
}

/** The question was asked on a first look, which may be old. */
function standsThere({ position }: RunState, { run, step }: SendQuestion): boolean {
  return position.stepId === step.id && position.visit === run.position.visit;
}

/** A loop may have visited a step often: the last ones tell. */
const mostVisits = 20;

/** Deliveries of this step that runs merged into this one may have made (semantics §6.3). */
function sentByAbsorbed(workspace: string, run: RunState, step: MessageStep): string[] {
  return (run.absorbed ?? []).flatMap(({ runId, visits }) => {
    const last = Object.hasOwn(visits, step.id) ? (visits[step.id] ?? 0) : 0;
    return Array.from({ length: Math.min(last, mostVisits) }, (_, index) => deliveryKeyFor(workspace, runId, step.id, last - index, step.channel));
  });
}

/** Most restrictive wins: the first that is full refuses. */
function fullCap(
  { profile, definitions, now }: ProfileView,
  { step, key, freed }: SendQuestion,
): { slots: string[]; limit: number; windowMs: number } | undefined {
  for (const { channel, limit, windowMs } of definitions.caps) {
    if (channel !== step.channel) continue;
    const slots = Object.entries(profile.slots)
      .filter(([slot, taken]) => slot !== key && !freed.has(slot) && taken.channel === channel && taken.at.getTime() > now - windowMs)
      .map(([slot]) => slot);
    if (slots.length >= limit) return { slots, limit, windowMs };
  }
  return undefined;
}

/** Transactional messages are capped by nobody and count for nobody; they keep a slot of another name, so that their write is conditional too. */
function takeSlot(
  { profile, definitions, now }: ProfileView,
  { step, key, attempt, run, freed }: SendQuestion,
  transactional: boolean,
): ProfileDocument['slots'] {
  const keepMs = Math.max(keepSlotsMs, ...definitions.caps.map((cap) => cap.windowMs));
  const kept = Object.entries(profile.slots).filter(([slot, { at }]) => !freed.has(slot) && at.getTime() > now - keepMs);
  return {
    ...Object.fromEntries(kept),
    [key]: { at: new Date(now), channel: transactional ? `${step.channel}/transactional` : step.channel, journey: run.journey, attempt },
  };
}

/** A message that waits holds no slot (semantics §7.2): one that an attempt before this took, and could not use, is given back. */
function notNow(profile: Readonly<ProfileDocument>, { key, attempt }: SendQuestion, result: Verdict): Decided<Verdict> {
  return holdsSlot(profile, key, attempt) ? { result, profile: withoutSlot(profile, key) } : { result };
}

/** Whether the slot is there, taken by this attempt or an earlier one: a later one may be about to hand over. */
export function holdsSlot({ slots }: Readonly<ProfileDocument>, key: string, attempt: number): boolean {
  const slot = Object.hasOwn(slots, key) ? slots[key] : undefined;
  return slot !== undefined && slot.attempt <= attempt;
}

export function withoutSlot(profile: Readonly<ProfileDocument>, key: string): ProfileDocument {
  return { ...profile, slots: Object.fromEntries(Object.entries(profile.slots).filter(([slot]) => slot !== key)) };
}

function refused(view: ProfileView, question: SendQuestion, reason: SendReason, detail?: { [key: string]: string }): Decided<Verdict> {
  const text =
    detail &&
    Object.entries(detail)
      .map(([name, value]) => `${name}: ${value}`)
      .join(', ');
  return { result: { kind: 'refused', reason, ...(text !== undefined && { detail: text }) }, decisions: [decision(view, question, reason, detail)] };
}

function decision({ now }: ProfileView, { run, step }: SendQuestion, outcome: string, detail?: Decision['detail']): Decision {
  return {
    at: now,
    kind: 'send',
    journey: run.journey,
    version: run.version,
    runId: run.runId,
    stepId: step.id,
    visit: run.position.visit,
    outcome,
    ...(detail && { detail }),
  };
}
