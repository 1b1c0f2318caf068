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

/** One question about a person, the event at hand or the run: `fact(params).path operator value`. */
export type Clause = TraitClause | EventClause | TriggerClause | SegmentClause;

export type Condition = AllCondition | AnyCondition | NotCondition | Clause;

/**
 * A trait's current value. `path` walks into objects by own properties only, `a.b.0.c`; absent means the trait itself. In a name, `%2e` stands
 * for a dot and `%25` for a percent sign.
 */
export interface TraitClause {
  fact: 'trait';
  params: { name: string };
  path?: string;
  operator: OperatorName;
  value?: ClauseValue;
}

/**
 * How often a person did something: counts distinct messages that match, compared by a numeric operator. With `measure`, what those messages
 * come to instead: the sum of an amount, the last value of a property.
 */
export interface EventClause {
  fact: 'event';
  params: EventParams;
  operator: OperatorName;
  value?: ClauseValue;
}

export interface EventParams {
  /** The event's name, exact, or a prefix with one trailing `*`. */
  name: string;
  /** What must hold on the same event. Absent: every event of that name. */
  where?: WhereCondition;
  /** Sliding window, half-open: (now − within, now]. Absent: for ever. */
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

/** The event that started this: its `name`, `timestamp` (ISO 8601) or `properties.…`. Only where there is one (triggers, splits, waits). */
export interface TriggerClause {
  fact: 'trigger';
  path: string;
  operator: OperatorName;
  value?: ClauseValue;
}

/** Membership of another segment: `equal` true or false. */
export interface SegmentClause {
  fact: 'segment';
  params: { key: string };
  operator: 'equal';
  value: boolean;
}

/** A condition on the properties of one event. Same nesting, one fact. */
export type WhereCondition = { all: WhereCondition[] } | { any: WhereCondition[] } | { not: WhereCondition } | PropertyClause;

/**
 * A property of the event being matched; `path` as in {@link TraitClause}, and `items.*.sku` for "some element of items". Clauses that name the
 * same list speak of the same element, except across a `not`, which asks anew.
 */
export interface PropertyClause {
  fact: 'property';
  path: string;
  operator: OperatorName;
  value?: ClauseValue;
}

/** One event, by name and properties: used by triggers, exits, waits and {@link EventParams}. */
export interface EventMatcher {
  /** Exact, or a prefix with one trailing `*`. */
  name: string;
  where?: WhereCondition;
}

/** The stretch of time that is looked at: sliding, ending now. */
export type Window = Duration;

/** A fixed length of time. 1 day is 24 h. `amount` is a positive integer. */
export interface Duration {
  amount: number;
  unit: 'second' | 'minute' | 'hour' | 'day' | 'week';
}

/** Compared against: text, number, boolean, null, or a list of those for `in` and `notIn`. */
export type ClauseValue = string | number | boolean | null | (string | number | boolean | null)[];

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
] as const;

/**
 * The operators. `exists` and `missing` take no value; `in`/`notIn` take a list; `before`/`after` compare instants (ISO 8601 text or a
 * date trait) with an ISO 8601 value; `matches` takes an RE2 pattern of at most 512 characters; the others as their names say.
 * Types are strict: text against a number is false, never an error (semantics §2).
 */
export type OperatorName = (typeof operatorNames)[number];
