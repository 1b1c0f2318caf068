import type { EventMatcher, MeasureName, Window } from './condition.js';

/** A number or value made of a person's events: what computed traits are, and what an event clause compares. See {@link MeasureName}. */
export interface Measure {
  measure: MeasureName;
  event: EventMatcher;
  /** As in {@link EventParams}. */
  property?: string;
  /** Absent: for ever. */
  within?: Window;
}
