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
  /** What the journey is for: as an exit rule each, but the run ends as a success. Absent: none. */
  goals?: ExitRule[];
  /** The first step's id; null in a draft without steps. */
  start: string | null;
  /** In authored order. Ids are unique, `[a-z0-9][a-z0-9-]{0,63}`. */
  steps: Step[];
}

export type Trigger = EventTrigger | SegmentTrigger | DateTrigger | ScheduleTrigger | ApiTrigger | HandOffTrigger;

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
 * A date of each person's own: a birthday, a renewal. Moved when the date changes, dropped when it is deleted. By the calendar of the person's
 * zone; 29 February falls on the 28th in other years. A trait that holds no date starts nothing.
 */
export interface DateTrigger {
  type: 'date';
  /** A trait whose value is a date or an instant (ISO 8601). */
  trait: string;
  /** Days away from the date. Absent: on the day. */
  shift?: { direction: 'before' | 'after'; days: number };
  at: TimeOfDay;
  /** Every year again, the year of the date ignored. */
  yearly: boolean;
  condition?: Condition;
}

/** Everybody in a segment, at times that the calendar sets. */
export interface ScheduleTrigger {
  type: 'schedule';
  segment: string;
  when: ScheduleTimes;
  /** `person`: at each person's local time; else an IANA zone. */
  zone: string;
  condition?: Condition;
}

/** `monthly`: a day that a month does not have is its last. */
export type ScheduleTimes =
  | { type: 'once'; date: CalendarDate; at: TimeOfDay }
  | { type: 'weekly'; weekdays: Weekday[]; at: TimeOfDay }
  | { type: 'monthly'; days: number[]; at: TimeOfDay };

/** Brought in by `POST /api/journeys/{key}/entries`, one by one or as a list, with a payload. */
export interface ApiTrigger {
  type: 'api';
  condition?: Condition;
}

/** Brought in by another journey's step `enterJourney`, or by a rule, and in no other way. */
export interface HandOffTrigger {
  type: 'handOff';
  condition?: Condition;
}

/** `HH:MM`, 00:00 to 23:59, wall-clock time. */
export type TimeOfDay = string;

/** `YYYY-MM-DD`. */
export type CalendarDate = string;

/** 1 Monday – 7 Sunday (ISO 8601). */
export type Weekday = number;

/**
 * May a person come again? `never`: one run ever. `afterExit`: one at a time. `any`: whenever, beside those that are inside. `keyed`: one at a time
 * for each value of a property of the trigger event (`mode: 'concurrent'`), or one ever (`mode: 'once'`).
 */
export type Reentry = { type: 'never' } | { type: 'afterExit' } | { type: 'any' } | { type: 'keyed'; property: string; mode: 'concurrent' | 'once' };

/** An event since the trigger's time, or a condition that is true. Exactly one of the two. */
export interface ExitRule {
  id: string;
  event?: EventMatcher;
  condition?: Condition;
}

export type Step =
  | DelayStep
  | WindowStep
  | WaitUntilStep
  | SplitStep
  | RandomSplitStep
  | MessageStep
  | UpdateProfileStep
  | TagStep
  | EnterJourneyStep
  | GoalStep
  | ExitStep;
export type StepType = Step['type'];

/** `next` null: a draft's loose end; publishing refuses it. */
interface Linear {
  id: string;
  /** For people; null or absent: the summary is shown. */
  name?: string | null;
  next: string | null;
}

/** Waits a fixed length of time from the arrival, or until a time by the calendar of the person's zone: exactly one of the two. */
export interface DelayStep extends Linear {
  type: 'delay';
  /** "1 day" is 24 h. */
  duration?: Duration;
  until?: DelayUntil;
  /** When the time of `until` is past already, or there is no date. Default `continue`; `skipMessage`: the next message of this run is not sent. */
  past?: PastDate;
}

export type PastDate = 'continue' | 'skipMessage' | 'exit';

/** `calendar`: so many days on (0: today). `weekday`: the next such day and time, today's if it is still to come. */
export type DelayUntil = { type: 'calendar'; days: number; at: TimeOfDay } | { type: 'weekday'; weekdays: Weekday[]; at: TimeOfDay } | DelayUntilDate;

/**
 * Until a date that stands in a trait or in the trigger event. `shift` by days or weeks goes by the calendar, by shorter units by the clock. `at`: that
 * day at this time; absent: the instant itself, of a date without a time the beginning of the day.
 */
export interface DelayUntilDate {
  type: 'date';
  /** A trait's name, or a path into the trigger's properties. */
  of: { trait: string } | { trigger: string };
  shift?: { direction: 'before' | 'after'; by: Duration };
  at?: TimeOfDay;
}

/** Goes on only between these local times on these weekdays; else waits for the next beginning. `to` not after `from`: into the next day. */
export interface WindowStep extends Linear {
  type: 'window';
  weekdays: Weekday[];
  from: TimeOfDay;
  to: TimeOfDay;
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

/**
 * Sends shares of people different ways. Sticky (the default): a person goes the same way whenever they come here, and a changed share moves as few
 * people as possible. Else chance decides at every visit anew.
 */
export interface RandomSplitStep {
  id: string;
  name?: string | null;
  type: 'randomSplit';
  /** Percents add up to 100. */
  branches: RandomBranch[];
  sticky?: boolean;
}

export interface RandomBranch {
  id: string;
  name?: string | null;
  /** 0–100, one decimal at most. */
  percent: number;
  next: string | null;
}

/** Sets traits, as an `identify` call would, before it goes on: what comes next reads them. */
export interface UpdateProfileStep extends Linear {
  type: 'updateProfile';
  /** 1–50. */
  traits: TraitUpdate[];
}

export interface TraitUpdate {
  name: string;
  /** What it becomes, null to clear it; or a path into the trigger's properties, whose value is taken over where there is one. */
  value: string | number | boolean | null | { trigger: string };
}

/** Brings the person into another journey as well, by that one's own rules of re-entry, pause and exit; then goes on. Its trigger and filter are not asked. */
export interface EnterJourneyStep extends Linear {
  type: 'enterJourney';
  /** A journey's key. */
  journey: string;
}

/** Records that a run came by; then goes on. */
export interface GoalStep extends Linear {
  type: 'goal';
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
