import type { FactEvent } from '@cairn/rules/contracts/facts.js';
import type { Decision, SendHeld, SendOutcome } from '@cairn/workflows/contracts/interpreter.js';
import type { MessageStep } from '@cairn/workflows/contracts/journey.js';
import type { PathEntry, RunState } from '@cairn/workflows/contracts/run.js';
import { mergePath } from '@cairn/workflows/interpreter/transition.js';

import type { EventDocument } from '../events/event.js';
import type { JourneyState } from '../platform/collections.js';
import { applyChange, applyEvents, type Fold } from '../profiles/apply-events.js';
import { changeTags } from '../profiles/change-tags.js';
import type { Decided, ProfileView } from '../profiles/core.js';
import { type Asked, decideRun } from '../profiles/decide-run.js';
import { factsFor } from '../profiles/facts.js';
import { eventOfRule, eventOfStep } from '../profiles/own-events.js';
import type { Effect, ProfileDocument } from '../profiles/profile.js';
import { type PersonAtStart, personAtStart } from './person-at-start.js';
import { simulatedSend } from './simulated-send.js';
import type { SimulatedWorkspace } from './simulated-workspace.js';

/** One passage through a journey. Instants are ms UTC. */
export interface SimulatedRun {
  run: RunState;
  path: PathEntry[];
}

/** One message that was to go, and what came of it. */
export interface SimulatedMessage {
  at: number;
  journey: string;
  runId: string;
  stepId: string;
  visit: number;
  channel: string;
  template: string;
  outcome: 'sent' | 'skipped';
  /** Why it was skipped: a code of the send procedure, or `date-past`. */
  reason?: string;
}

/**
 * One person on a virtual clock. Everything that happens to them is production's own: the fold, the transitions, the question before a send. What differs is who performs: an
 * effect is done at once, a timer fires at its instant, a provider takes what it is handed.
 *
 * Time only goes forward: `advanceTo` lets pass what falls due, `send` is what happens at an instant.
 */
export class SimulatedPerson {
  /** Their own: nobody else holds it. */
  private profile: ProfileDocument;
  /** Every run, those that ended included, in the order of their entries. */
  readonly runs = new Map<string, SimulatedRun>();
  readonly messages: SimulatedMessage[] = [];
  readonly decisions: Decision[] = [];
  /** Events that could not be folded. */
  readonly refused: Fold['refused'] = [];
  private clock: number;
  private readonly folded: EventDocument[] = [];
  /** Runs of paused journeys whose time has come: until somebody resumes those, which nobody does. */
  private readonly held = new Set<string>();

  constructor(
    private readonly workspace: SimulatedWorkspace,
    person: PersonAtStart,
    startsAt: number,
  ) {
    this.clock = startsAt;
    const { profile, events } = personAtStart(person, startsAt);
    this.profile = profile;
    // As an import: who they are so far starts nothing. Of whom nothing is known the first event makes a person.
    if (events.length > 0 || Object.keys(profile.tags).length > 0) this.fold(events);
  }

  get now(): number {
    return this.clock;
  }

  /** When something falls due by itself; undefined: never. */
  nextDueAt(): number | undefined {
    let due = this.profile.nextEvaluationAt?.getTime();
    for (const run of Object.values(this.profile.runs)) {
      const at = this.dueAt(run);
      if (at !== undefined && (due === undefined || at < due)) due = at;
    }
    return due;
  }

  /** Everything that falls due until then, that instant included, in order. */
  advanceTo(instant: number): void {
    for (let due = this.nextDueAt(); due !== undefined && due <= instant; due = this.nextDueAt()) this.passDue(Math.max(due, this.clock));
    this.goTo(instant);
  }

  /** The clock alone: what falls due at this very instant is left, for events of that instant come first. */
  goTo(instant: number): void {
    this.clock = Math.max(this.clock, instant);
  }

  /** What happens now, all at once, as if it came in one call: before the timers of the same instant, for an event wins against those. */
  send(events: EventDocument[]): void {
    // What nothing heeds would change when the person was last seen, and no answer: most of a month's events are spared the fold.
    const heeded = events.filter(({ type, name }) => type === 'identify' || type === 'group' || this.workspace.heeds(name));
    if (heeded.length === 0) return;
    this.fold(heeded);
    this.settle();
  }

  /** By hand. */
  turnTag(tag: string, on: boolean): void {
    this.take(changeTags(this.view(), [{ tag, on, by: 'hand', source: 'simulation' }]));
    this.settle();
  }

  unsubscribe(channel: string): void {
    const view = this.view();
    const unsubscribed = { ...view.profile.consent.unsubscribed, [channel]: new Date(this.clock) };
    const changed = applyChange(view, (draft) => {
      draft.profile.consent = { ...draft.profile.consent, unsubscribed };
      draft.changed.consent = true;
    });
    this.take({ result: undefined, ...changed });
    this.settle();
  }

  /** Conditions first, then the timers of the same instant: whoever decides has caught up. */
  private passDue(at: number): void {
    this.clock = at;
    const evaluateAt = this.profile.nextEvaluationAt?.getTime();
    if (evaluateAt !== undefined && evaluateAt <= at) this.fold([]);
    this.settle();
    for (const { runId } of Object.values(this.profile.runs)) {
      // What one timer did may have ended another's run.
      const run = this.profile.runs[runId];
      const firedFor = run && this.dueAt(run);
      if (!run || firedFor === undefined || firedFor > at) continue;
      this.step(run, firedFor);
      this.settle();
    }
  }

  private fold(events: EventDocument[]): void {
    const input = { profile: this.profile, events, definitions: this.workspace.definitions, now: this.clock };
    let fold = applyEvents(input);
    const { missedSince } = fold;
    if (missedSince !== undefined) fold = applyEvents({ ...input, earlier: this.folded.filter(({ timestamp }) => timestamp.getTime() >= missedSince) });
    this.decided(fold.decisions);
    this.refused.push(...fold.refused);
    this.folded.push(...(fold.refused.length === 0 ? events : events.filter((event) => !fold.refused.some((refusal) => refusal.event === event))));
    // Nobody folds an event twice here, so nobody needs to know which were.
    this.profile = Object.assign(fold.profile, { version: 'simulated', applied: [] });
  }

  /** Performs what is owed and steps whoever need not wait, until nobody has anything to do now. */
  private settle(): void {
    for (;;) {
      const { effects } = this.profile;
      if (effects.length > 0) {
        this.profile.effects = [];
        for (const effect of effects) this.perform(effect);
        continue;
      }
      const next = Object.values(this.profile.runs).find((run) => this.isReady(run));
      if (!next) return;
      this.step(next);
    }
  }

  private perform(effect: Effect): void {
    if (effect.kind === 'recordRun') {
      const { run, path } = effect;
      const known = this.runs.get(run.runId);
      this.runs.set(run.runId, { run, path: known ? mergePath(known.path, path) : path });
    } else if (effect.kind === 'setTraits') {
      const event = eventOfRule(this.profile.workspace, effect, this.clock);
      if (event) this.fold([event]);
    }
  }

  /** As the step activity does it: decide, do what was asked, decide again. */
  private step({ runId, journey, transition, answer }: RunState, firedFor?: number): void {
    if (answer.kind === 'end') return;
    const { queue } = answer;
    const { workspace, profileId } = this.profile;
    const input = { workspace, profileId, journey, runId, transition, ...(firedFor !== undefined && { firedFor }) };
    let settled: SendOutcome | undefined;
    for (;;) {
      const asked: Asked = this.take(decideRun(this.view(), input, { queue, settled, state: this.stateOf(journey), plans: [], hops: 0 }));
      if (asked.kind === 'send') {
        const sent = this.sendMessage(asked.run, asked.step);
        if (sent.outcome === 'held') return void this.held.add(runId);
        settled = sent;
      } else if (asked.kind === 'update') {
        const { event, outcome } = eventOfStep(asked, this.clock);
        if (event) this.fold([event]);
        settled = outcome;
      } else {
        if (this.profile.runs[runId]?.transition === transition) this.held.add(runId);
        return;
      }
    }
  }

  /** It stands where nothing keeps it. */
  private isReady({ runId, ended, answer, wait }: RunState): boolean {
    return !ended && !this.held.has(runId) && (answer.kind === 'step' || wait?.satisfied !== undefined);
  }

  private dueAt({ runId, ended, answer }: RunState): number | undefined {
    return ended || answer.kind !== 'wait' || this.held.has(runId) ? undefined : (answer.until ?? undefined);
  }

  private sendMessage(run: RunState, step: MessageStep): SendOutcome | SendHeld {
    const { templates } = this.workspace;
    const sent = this.take(simulatedSend(this.view(), { run, step, journeyState: this.stateOf(run.journey), ...(templates && { templates }) }));
    if (sent.outcome === 'sent' || sent.outcome === 'skipped') {
      const { journey, runId, position } = run;
      const { outcome, reason } = sent;
      this.note(step, { at: this.clock, journey, runId, visit: position.visit, outcome, ...(reason !== undefined && { reason }) });
    }
    return sent;
  }

  private stateOf(journey: string): JourneyState {
    const live = this.workspace.definitions.journeys.find((one) => one.journey.key === journey);
    if (!live) return 'archived';
    return live.paused ? 'paused' : 'live';
  }

  private view(): ProfileView {
    const { profile, clock: now } = this;
    const { definitions } = this.workspace;
    const zone = definitions.timezone;
    return { profile, definitions, now, facts: (at: number, trigger?: FactEvent) => factsFor(profile, at, { trigger, zone }) };
  }

  /** What `decide` would have written. */
  private take<T>({ result, profile, effects = [], decisions = [] }: Decided<T>): T {
    this.decided(decisions);
    const { effects: before } = this.profile;
    const added = effects.filter(({ id }) => !before.some((known) => known.id === id));
    // What is decided is a copy of its own.
    if (profile || added.length > 0) this.profile = Object.assign(profile ?? { ...this.profile }, { effects: [...before, ...added] });
    return result;
  }

  private decided(decisions: Decision[]): void {
    this.decisions.push(...decisions);
    for (const { at, kind, outcome, journey, runId, stepId = '', visit = 1, version, detail } of decisions) {
      // Skipped on arrival: no send was ever asked for.
      if (kind !== 'send' || outcome !== 'skipped' || runId === undefined) continue;
      const step = this.workspace.definitions.version(version)?.steps.get(stepId);
      if (step?.type === 'message') this.note(step, { at, journey, runId, visit, outcome, reason: String(detail?.reason) });
    }
  }

  private note(step: MessageStep, about: Omit<SimulatedMessage, 'stepId' | 'channel' | 'template'>): void {
    const { at, journey, runId, visit, outcome, reason } = about;
    const message = { at, journey, runId, stepId: step.id, visit, channel: step.channel, template: step.template, outcome };
    this.messages.push(reason === undefined ? message : { ...message, reason });
  }
}
