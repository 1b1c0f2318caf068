import type { Json } from '@cairn/rules/contracts/facts.js';

/** What was read of a trait among the people of a segment. */
export interface ReadValues {
  /** The most frequent values, the most frequent first; no null. */
  counts: { value: Json; people: number }[];
  /** People without a value. */
  absent: number;
  /** Every value is a number. */
  isNumeric: boolean;
  /** Distinct values. */
  distinct: number;
}

/** Both ends included. */
export interface NumberRange {
  from: number;
  to: number;
  people: number;
}

export interface Composition {
  /** The most frequent first. */
  values: { value: string | number | boolean; people: number }[];
  /** Have another value. */
  others: number;
  /** Have none. */
  absent: number;
}

/** So many values are told apart. */
export const valuesShown = 10;
/** So many ranges a trait of many numbers is cut into. */
export const rangesShown = 8;

/** Many numbers say more in ranges than one by one. */
export function isCutIntoRanges({ isNumeric, distinct }: Pick<ReadValues, 'isNumeric' | 'distinct'>): boolean {
  return isNumeric && distinct > valuesShown;
}

/**
 * Texts, numbers and booleans are told apart; lists and objects are among the others.
 * @param people all of the segment.
 */
export function compositionOf({ counts, absent }: Pick<ReadValues, 'counts' | 'absent'>, people: number): Composition {
  const values = counts.flatMap(({ value, people }) => (typeof value === 'object' ? [] : [{ value, people }])).slice(0, valuesShown);
  const shown = values.reduce((sum, one) => sum + one.people, absent);
  // Somebody may have come or gone between the two counts.
  return { values, others: Math.max(0, people - shown), absent };
}
