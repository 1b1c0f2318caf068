import type { Duration, Window } from './window.js';

export type { AbsoluteWindow, CalendarWindow, Duration, SlidingWindow, Window } from './window.js';

/**
 * The condition language: json-rules-engine's own JSON, restricted to what Cairn gives a meaning.
 *
 * A condition is stored, versioned and shared exactly in this shape. Segments, triggers, splits, waits and exits all use it.
 */

/** True when every part is true. An empty list is refused on save. */
export interface AllCondition {
  all: Condition[];
}

/** True when at least one part is true. An empty list is refused on save. */
export interface AnyCondition {
  any: Condition[];
}

/** True when its part is false. */
export interface NotCondition {
  not: Condition;
}

/** The workspace's named conditions: what a `{condition: key}` stands for. */
export type NamedConditions = ReadonlyMap<string, Condition>;

/** A named condition of the workspace, shared by whatever refers to it. A cycle is refused on save. */
export interface ConditionReference {
  condition: string;
}

/** One question about a person, the event at hand or the run: `fact(params).path operator value`. */
export type Clause =
  | TraitClause
  | ComputedClause
  | EventClause
  | FunnelClause
  | SegmentClause
  | TagClause
  | ConsentClause
  | AccountClause
  | NowClause
  | RandomClause
  | TriggerClause
  | ContextClause;

export type Condition = AllCondition | AnyCondition | NotCondition | ConditionReference | Clause;

interface Comparison {
  operator: OperatorName;
  value?: ClauseValue;
}

/**
 * A trait's current value. `path` walks into objects by own properties only, `a.b.0.c`; absent means the trait itself. In a name, `%2e` stands
 * for a dot and `%25` for a percent sign.
 */
export interface TraitClause extends Comparison {
  fact: 'trait';
  params: TraitParams;
  path?: string;
}

export interface TraitParams {
  name: string;
  /** A number made of a date, and compared in its place. Absent where there is no date. */
  as?: DateReading;
  /**
   * "Has been so for 7 days": the value (at `path`) is unchanged since then. A repeated identical value does not restart the clock, a different
   * one does. What was never set has been absent for ever.
   */
  for?: Duration;
  /** Does this hold of the value (at `path`), or of some element of it (`*.kind`)? Then `operator` is `equal` and `value` true or false. */
  where?: WhereCondition;
}

/**
 * By the calendar of the person's zone; a date without a time is that day itself. `daysUntilAnniversary`: 0 to 365, 0 is today, the year is
 * ignored and 29 February falls on the 28th in other years. `daysUntil` and `daysSince`: whole days, negative on the other side. `yearsSince`: full years.
 */
export type DateReading = (typeof dateReadings)[number];

export const dateReadings = ['daysUntilAnniversary', 'daysUntil', 'daysSince', 'yearsSince'] as const;

/** A computed trait, or a score, by its name: both are computed traits. */
export interface ComputedClause extends Comparison {
  fact: 'computed' | 'score';
  params: Pick<TraitParams, 'name' | 'as'>;
  path?: string;
}

/**
 * How often a person did something: counts distinct messages that match, compared by a numeric operator. With `measure`, what those messages
 * come to instead: the sum of an amount, the last value of a property.
 */
export interface EventClause extends Comparison {
  fact: 'event';
  params: EventParams;
}

export interface EventParams {
  /** The event's name, exact, or a prefix with one trailing `*`. */
  name: string;
  /** What must hold on the same event. Absent: every event of that name. */
  where?: WhereCondition;
  /** Absent: for ever. */
  within?: Window;
  /** What is compared. Default `count`. */
  measure?: MeasureName;
  /**
   * Whose value is measured, a path as in {@link TraitClause}; in sums, averages, least and greatest, `unique` and `mostFrequent` a `*` stands for
   * every element of a list (at most 1,000 are looked at). None for `count` and `daysSince`; without it `first` and `last` give the instant, ISO 8601.
   */
  property?: string;
}

export const measureNames = ['count', 'sum', 'average', 'min', 'max', 'first', 'last', 'mostFrequent', 'unique', 'daysSince'] as const;

/**
 * What the matching events come to. `count` and `unique` (distinct values) of nothing are 0, and so is `sum`; the others are absent then.
 * `sum`, `average`, `min` and `max` look at numbers only, from −1e15 to 1e15, sums to 9 decimals and 15 digits. `first` and `last` choose by event
 * time, ties by messageId, then read the property. `mostFrequent`: ties go to the value seen last. `daysSince`: whole days of 24 h since the newest.
 */
export type MeasureName = (typeof measureNames)[number];

/**
 * Did they do this, then that? "Viewed, then added within 1 h, then did not buy within 1 d." `equal` true or false. Looks at the newest 100
 * events of each step.
 */
export interface FunnelClause {
  fact: 'funnel';
  params: FunnelParams;
  operator: 'equal';
  value: boolean;
}

export interface FunnelParams {
  /** 2 to 8. The first is something they did. */
  steps: FunnelStep[];
  /** Where the first step must lie. Absent: anywhere. */
  within?: Window;
  /** A property, path as in {@link TraitClause}, that all steps share: "the same product". */
  by?: string;
}

export interface FunnelStep extends EventMatcher {
  /** At most so long after the step before that they did do; strictly later than it. Absent: any time later. */
  within?: Duration;
  /** They did not do it, within that time (which must be given). True once the time has passed. */
  absent?: true;
}

/** Membership of another segment: `equal` true or false. */
export interface SegmentClause {
  fact: 'segment';
  params: {
    key: string;
    /** For at least so long; only with the value true. */
    for?: Duration;
  };
  operator: 'equal';
  value: boolean;
}

/** Is the tag on? `equal` true or false. */
export interface TagClause {
  fact: 'tag';
  params: {
    key: string;
    /** For at least so long; a tag that never was on has been off for ever. */
    for?: Duration;
  };
  operator: 'equal';
  value: boolean;
}

/** May marketing of this topic be sent by this channel? `equal` true or false. Without a topic: anything at all. */
export interface ConsentClause {
  fact: 'consent';
  params: { channel: string; topic?: string };
  operator: 'equal';
  value: boolean;
}

/** The accounts that the person belongs to: `any`, `all` (of one at least) or `none` of them for which `where` holds. `equal` true or false. */
export interface AccountClause {
  fact: 'account';
  params: { match: 'any' | 'all' | 'none'; where?: AccountCondition };
  operator: 'equal';
  value: boolean;
}

/** About one account. Same nesting. */
export type AccountCondition = { all: AccountCondition[] } | { any: AccountCondition[] } | { not: AccountCondition } | AccountTraitClause | PeopleClause;

/** The account's own trait. */
export interface AccountTraitClause extends Comparison {
  fact: 'trait';
  params: { name: string };
  path?: string;
}

/** Are all of its people in that segment, some (one at least), or none? False while nobody has counted. `equal` true or false. */
export interface PeopleClause {
  fact: 'people';
  params: { segment: string; share: 'all' | 'some' | 'none' };
  operator: 'equal';
  value: boolean;
}

/** What time it is, on the clocks of the person's zone. */
export interface NowClause extends Comparison {
  fact: 'now';
  params: { part: NowPart };
}

export const nowParts = ['instant', 'date', 'hour', 'weekday', 'day', 'month', 'year'] as const;

/** `instant`: ISO 8601, UTC; `date`: the local day, ISO 8601; `hour` 0–23, `weekday` 1 (Monday) – 7, `day` of the month, `month` 1–12, `year`. */
export type NowPart = (typeof nowParts)[number];

/**
 * A number from 0 to below 100 that is the same for a person and a salt for ever, whatever is renamed or restarted; a merged person has the
 * survivor's. "lessThan 10" is a tenth of all.
 */
export interface RandomClause extends Comparison {
  fact: 'random';
  params: { salt: string };
}

/** The event that started this: its `name`, `timestamp` (ISO 8601) or `properties.…`. Only where there is one (triggers, splits, waits). */
export interface TriggerClause extends Comparison {
  fact: 'trigger';
  path: string;
}

/** The run's own data, by path. Only inside a journey. */
export interface ContextClause extends Comparison {
  fact: 'context';
  path: string;
}

/** A condition on the properties of one event. Same nesting, one fact. */
export type WhereCondition = { all: WhereCondition[] } | { any: WhereCondition[] } | { not: WhereCondition } | PropertyClause;

/**
 * A property of the event being matched; `path` as in {@link TraitClause}, and `items.*.sku` for "some element of items". Clauses that name the
 * same list speak of the same element, except across a `not`, which asks anew.
 */
export interface PropertyClause extends Comparison {
  fact: 'property';
  path: string;
}

/** One event, by name and properties: used by triggers, exits, waits and {@link EventParams}. */
export interface EventMatcher {
  /** Exact, or a prefix with one trailing `*`. */
  name: string;
  where?: WhereCondition;
}

/** Compared against: text, number, boolean, null, a list of those, or what the operator asks for. */
export type ClauseValue = PlainClauseValue | PlainClauseValue[] | Reference | Window | GeoArea;
export type PlainClauseValue = string | number | boolean | null;

/** Another fact to compare with. Absent, it is compared as absent. */
export type Reference = { trait: string; path?: string } | { computed: string; path?: string } | { trigger: string } | { context: string };

/** A circle on the Earth. Degrees, north and east positive; kilometres. */
export interface GeoArea {
  latitude: number;
  longitude: number;
  km: number;
}

export const operatorNames = [
  'exists',
  'missing',
  'equal',
  'notEqual',
  'in',
  'notIn',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'contains',
  'doesNotContain',
  'startsWith',
  'endsWith',
  'matches',
  'before',
  'after',
  'equalIgnoreCase',
  'notEqualIgnoreCase',
  'containsIgnoreCase',
  'doesNotContainIgnoreCase',
  'startsWithIgnoreCase',
  'endsWithIgnoreCase',
  'containsAny',
  'containsAll',
  'within',
  'withinNext',
  'versionEqual',
  'versionLessThan',
  'versionLessThanInclusive',
  'versionGreaterThan',
  'versionGreaterThanInclusive',
  'inIpRange',
  'notInIpRange',
  'withinDistance',
] as const;

/**
 * The operators; each one's meaning is with it in `operators/`. `exists` and `missing` take no value; `in`, `notIn`, `containsAny`, `containsAll` and
 * the IP ranges take a list; `before`/`after` an ISO 8601 instant; `within` a window and `withinNext` a duration; `matches` an RE2 pattern of at
 * most 512 characters; `withinDistance` a {@link GeoArea}; the others as their names say. Where it makes sense the value may be a {@link Reference}.
 * Types are strict: text against a number is false, never an error (semantics §2).
 */
export type OperatorName = (typeof operatorNames)[number];
