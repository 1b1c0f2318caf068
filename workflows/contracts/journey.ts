import type { Condition, Duration, EventMatcher } from '@cairn/rules/contracts/condition.js';

/**
 * A journey's definition: canonical JSON, the same in the store, in a file and on the canvas. Positions are kept apart
 * ({@link JourneyLayout}), so that moving a step on the canvas is never a change of the journey.
 */
export interface JourneyDefinition {
  schemaVersion: 1;
  /** For people. 1–120 characters. */
  name: string;
  description?: string;
  trigger: Trigger;
  reentry: Reentry;
  /** Any of these ends the run at once, mid-delay too, and is asked again right before every send. */
  exits: ExitRule[];
  /** The first step's id; null in a draft without steps. */
  start: string | null;
  /** In authored order. Ids are unique, `[a-z0-9][a-z0-9-]{0,63}`. */
  steps: Step[];
}

export type Trigger = EventTrigger | SegmentTrigger;

export interface EventTrigger {
  type: 'event';
  event: EventMatcher;
  /** Must hold for the person, after the event was folded. May read `trigger`. */
  condition?: Condition;
}

export interface SegmentTrigger {
  type: 'segment';
  segment: string;
  on: 'entered' | 'left';
  condition?: Condition;
}

/**
 * May a person come again? `never`: one run ever. `afterExit`: one at a time. `keyed`: one at a time for each value of a property of the
 * trigger event (`mode: 'concurrent'`), or one ever (`mode: 'once'`).
 */
export type Reentry = { type: 'never' } | { type: 'afterExit' } | { type: 'keyed'; property: string; mode: 'concurrent' | 'once' };

/** An event since the trigger's time, or a condition that is true. Exactly one of the two. */
export interface ExitRule {
  id: string;
  event?: EventMatcher;
  condition?: Condition;
}

export type Step = DelayStep | WaitUntilStep | SplitStep | MessageStep | TagStep | ExitStep;
export type StepType = Step['type'];

/** `next` null: a draft's loose end; publishing refuses it. */
interface Linear {
  id: string;
  /** For people; null or absent: the summary is shown. */
  name?: string | null;
  next: string | null;
}

/** Waits a fixed length of time from the arrival. */
export interface DelayStep extends Linear {
  type: 'delay';
  duration: Duration;
}

/** Waits for the first of several events and conditions (not for a time of day), at most `timeout.after`. An event must be new (its time not before the arrival). A condition already true passes at once. */
export interface WaitUntilStep {
  id: string;
  name?: string | null;
  type: 'waitUntil';
  branches: WaitBranch[];
  timeout: { after: Duration; next: string | null };
}

export interface WaitBranch {
  id: string;
  name?: string | null;
  event?: EventMatcher;
  condition?: Condition;
  next: string | null;
}

/** Ordered branches, the first whose condition holds; else `otherwise`. */
export interface SplitStep {
  id: string;
  name?: string | null;
  type: 'split';
  branches: SplitBranch[];
  otherwise: { next: string | null };
}

export interface SplitBranch {
  id: string;
  name?: string | null;
  condition: Condition;
  next: string | null;
}

/** Sends a template. A message that cannot go is a decision, and the person goes on unless `onSkip` is `exit`. */
export interface MessageStep extends Linear {
  type: 'message';
  channel: 'email';
  /** A template's key. */
  template: string;
  /** Transactional messages need no consent and carry no unsubscribe link. Default false. */
  transactional?: boolean;
  /** Default `continue`. */
  onSkip?: 'continue' | 'exit';
}

/** Puts a tag on the person, or takes it off, in the same write as the step itself; then goes on. Not for tags that follow a rule. */
export interface TagStep extends Linear {
  type: 'tag';
  /** A tag's key. */
  tag: string;
  action: 'add' | 'remove';
}

export interface ExitStep {
  id: string;
  name?: string | null;
  type: 'exit';
}

/**
 * Where steps stand when they are arranged by hand: step id, or `@trigger`, → left upper corner in canvas px. Empty: automatic layout. A step
 * without a position is put below the one that leads to it.
 */
export interface JourneyLayout {
  positions: { [stepId: string]: { x: number; y: number } };
}
