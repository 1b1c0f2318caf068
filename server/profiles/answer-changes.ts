/** What changed of the answers that a profile keeps, as far as journeys and rules act on it. */
export type AnswerChange = SegmentChange | RuleTurn;

export interface SegmentChange {
  segment: string;
  on: 'entered' | 'left';
  /** ms UTC: the event's time, or the due instant. */
  at: number;
}

/** A rule's condition turned for this person. */
export interface RuleTurn {
  rule: string;
  on: boolean;
  /** ms UTC, as of {@link SegmentChange}. */
  at: number;
}
