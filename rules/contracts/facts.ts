import type { Condition, EventParams } from './condition.js';

/** JSON as it arrives in an event. Never has a prototype worth trusting: read own properties only. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** One event as conditions see it. `timestamp` in ms since the epoch, UTC. */
export interface FactEvent {
  messageId: string;
  name: string;
  timestamp: number;
  properties: { [key: string]: Json };
  /** Traits of the person that it sets (identify). */
  traits?: { [key: string]: Json };
}

/**
 * What a profile keeps of the events that match one {@link AggregateSpec}: a pure function of the *set* of events folded, whatever their order,
 * and bounded. Which fields are there depends on what the spec keeps.
 */
export interface AggregateState {
  /** Distinct messages ever folded; with `numbers`, the numbers that they held; with `held`, 0. */
  count: number;
  /** `times`, `numbers`: the newest instants in ms, ascending, at most 100. */
  recent: number[];
  /**
   * `times`, `numbers`: older ones, how many a bucket: UTC day number (floor(ms / 86,400,000)), and beyond the newest 400 such days
   * `m` + UTC month number (year × 12 + month).
   */
  days: { [bucket: string]: number };
  /** `numbers`: beside `recent`, one for each. */
  numbers?: number[];
  /** `numbers`: beside `days`. `sum` in billionths, a whole number as text: adding up must not depend on the order. */
  sums?: { [bucket: string]: { sum: string; least: number; greatest: number } };
  /** `values` and `tally`: the newest, ascending, at most 100. */
  values?: KeptValue[];
  /** `ends`: the first and the last of all. */
  first?: KeptValue;
  last?: KeptValue;
  /** `tally`: distinct values, at most 200: those with the smallest hashes, ascending. */
  tally?: { hash: number; value: PlainValue; count: number; at: number }[];
  /** `tally`: there were more distinct values. */
  tallyFull?: true;
  /** `held`: how long a trait has its value. */
  held?: HeldState;
}

/** The newest value of a trait, and where it began. Positions in the order of events: by time, ties by messageId. */
export interface HeldState {
  /** Short hash of the value's canonical JSON. */
  value: string;
  newest: Position;
  /** The first event of the unbroken row of equal values; undefined: it must be looked up in the events after `before` (a late event split the row). */
  since?: Position;
  /** The last event with another value; undefined: there was none. */
  before?: Position;
}

export interface Position {
  /** ms UTC. */
  at: number;
  messageId: string;
}

/** One event's value. Lists and objects are kept as JSON text: no name of theirs becomes a field name. Longer than 512 characters: null. */
export interface KeptValue {
  /** ms UTC. */
  at: number;
  messageId: string;
  value: PlainValue;
}

export type PlainValue = string | number | boolean | null | { json: string };

/**
 * What is kept of the events that match. `times`: when (count, days since). `numbers`: a number of each (sum, average, min, max). `values`: the
 * newest values (windows of first, last, unique, most frequent). `ends`: the first and last of all. `tally`: how often which value.
 * `held`: since when a trait has its value.
 */
export type AggregateKeep = 'times' | 'numbers' | 'values' | 'ends' | 'tally' | 'held';

/** Everything that a condition may read about one person at one instant. */
export interface Facts {
  /** The instant of the question, ms UTC. Windows end here. For a tick it is the due instant, not the wall clock. */
  readonly now: number;
  /** The person's zone (IANA): trait `timezone`, else location, else the workspace's, else UTC (semantics §7.1). Always an answer. */
  readonly zone: string;
  /** What random buckets are made of; of a merged person the survivor's. */
  readonly profileId: string;
  /** A trait's value, or undefined when absent or cleared. */
  trait(name: string): Json | undefined;
  /** A computed trait's value (a score is one), or undefined when absent. */
  computed(name: string): Json | undefined;
  /** The aggregate for a key of {@link CompiledCondition.aggregates}, or undefined when nothing was folded. */
  aggregate(key: string): AggregateState | undefined;
  /** Is the person in this segment (at this point of the fold)? */
  segment(key: string): boolean;
  /** Since when the person is in this segment, ms UTC; undefined: is not. */
  segmentSince(key: string): number | undefined;
  /** Is the tag on (at this point of the fold)? */
  tag(key: string): boolean;
  /** When the tag last turned on or off, ms UTC; undefined: never. */
  tagSince(key: string): number | undefined;
  /** May marketing of this topic (absent: any) be sent by this channel? */
  consent(channel: string, topic?: string): boolean;
  /** The accounts that the person belongs to, as they were last read: eventual. Empty where no definition asks for them. */
  accounts(): readonly AccountFacts[];
  /** The event that started this, where there is one. */
  readonly trigger?: FactEvent;
  /** The run's own data, inside a journey. */
  readonly context?: Json;
}

/** One account as conditions see it. */
export interface AccountFacts {
  id: string;
  /** The account's own trait, or undefined when absent or cleared. */
  trait(name: string): Json | undefined;
  /** How much of its people, the person included, is in this segment, as last counted in the background; undefined: not counted yet. */
  people(segment: string): 'all' | 'some' | 'none' | undefined;
}

/** What a profile keeps an {@link AggregateState} for. Shared by canonical form: equal specs have equal keys; the window plays no part. */
export interface AggregateSpec {
  /** Short hash of the canonical JSON of name and where, and of property and keep unless it keeps `times`; safe as a field name. */
  key: string;
  params: Pick<EventParams, 'name' | 'where' | 'property'>;
  /** `held`: the trait, and a path into it. `params.name` is then the name of events that set traits. */
  trait?: { name: string; path?: string };
  /** Default `times`. */
  keep?: AggregateKeep;
}

/** A condition made ready to be asked often. Immutable and free of I/O. */
export interface CompiledCondition {
  source: Condition;
  /** Pure. Never throws, whatever the facts hold. */
  evaluate(facts: Facts): boolean;
  /**
   * The first instant after `facts.now` at which the answer *may* differ by the passing of time alone; undefined: never.
   * Not later than the true change; being earlier costs a tick.
   */
  nextChangeAt(facts: Facts): number | undefined;
  /** What the answer can depend on, so that an event evaluates only what it can change. */
  reads: ConditionReads;
  /** How each trait of {@link reads} is read; one may be read in several ways. */
  traitReads: readonly TraitRead[];
  /** What somebody must have for time alone to change the answer about them. */
  timedBy: TimedBy;
  /** Asks for something that is not kept on a profile: the clock, chance, the event at hand. Else everybody of whom nothing is known gets the same answer. */
  isOutward: boolean;
  aggregates: AggregateSpec[];
}

export interface TraitRead {
  name: string;
  /** Inside the trait's value. */
  path?: string;
  /** Only whether it is one of these matters; undefined among them: whether it is there. Absent: any change may. */
  values?: readonly (string | number | boolean | null | undefined)[];
}

/** Any of these at hand, or `always`: the answer may turn by itself. */
export interface TimedBy {
  /** Keys of {@link CompiledCondition.aggregates}. */
  aggregates: readonly string[];
  traits: readonly string[];
  computed: readonly string[];
  segments: readonly string[];
  tags: readonly string[];
  accounts: boolean;
  always: boolean;
}

export interface ConditionReads {
  /** Those that tell the person's zone included, where it matters. */
  traits: string[];
  computed: string[];
  /** Event names, exact or with a trailing `*`. */
  events: string[];
  segments: string[];
  tags: string[];
  /** Asks for consent, of whatever channel. */
  consent: boolean;
  /** Absent: asks nothing of accounts, and none is read for it. */
  accounts?: AccountReads;
  /** Asks for the event or the run at hand. */
  trigger: boolean;
}

/** Only what is named here is current: a change of anything else of an account asks nobody again. */
export interface AccountReads {
  /** The account's own traits. */
  traits: string[];
  /** Segments that its people are asked about. Reading itself this way would go round for ever: refused on save, as any cycle of segments. */
  segments: string[];
}

/** One clause's answer, for a person to read. The tree has the condition's own shape. */
export type Explanation =
  | {
      kind: 'all' | 'any' | 'not';
      result: boolean;
      parts: Explanation[];
      /** The key of the named condition that stands here: an `all` of its only part. */
      named?: string;
    }
  | {
      kind: 'clause';
      result: boolean;
      /** Where the clause stands in the condition, `all.0.not`. Empty at the root. */
      at: string;
      clause: Condition;
      /** What was found: the value compared, or undefined when absent. */
      actual?: Json;
      /** What it was compared with, where that is another fact; undefined when absent. */
      comparedWith?: Json;
      /**
       * When that came about which was found: the newest event that was looked at, when the value was set, since when in the segment or tagged. ISO 8601.
       * Absent: nothing was found, or nobody looked it up.
       */
      foundAt?: string;
    };

/** Why a definition was refused. `path` points into the definition that was checked, `all.1.params.where.path`. */
export interface Problem {
  path: string;
  /** Stable, kebab-case: `unknown-operator`, `empty-list`, `too-deep`, … */
  code: string;
  /** What is wrong, with the value, and how to mend it. One or two sentences, English. */
  message: string;
}
