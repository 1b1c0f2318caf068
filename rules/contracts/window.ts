/** A fixed length of time. 1 day is 24 h. `amount` is a positive integer. */
export interface Duration {
  amount: number;
  unit: 'second' | 'minute' | 'hour' | 'day' | 'week';
}

/** A stretch of time that is looked at. Never holds what is yet to come. */
export type Window = SlidingWindow | CalendarWindow | AbsoluteWindow;

/** Half-open: (now − length, now]. With `ago` the whole moves back: "between 60 and 30 days ago" is 30 days, 30 days ago. */
export interface SlidingWindow extends Duration {
  ago?: Duration;
}

/** Calendar periods on the clocks of the person's zone. Weeks begin on Monday. Today: `{calendar: 'day'}`; yesterday: `{calendar: 'day', ago: 1}`. */
export interface CalendarWindow {
  calendar: 'day' | 'week' | 'month' | 'quarter' | 'year';
  /** So many periods before this one; default 0. At most 120. */
  ago?: number;
  /** How many periods from there on; default 1. At most 120. */
  count?: number;
}

/** From `from` on, before `to`: ISO 8601, a day without a time is UTC's. At least one of them. */
export interface AbsoluteWindow {
  from?: string;
  to?: string;
}
