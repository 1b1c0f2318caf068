import type { ClauseValue, Duration, Window } from '../contracts/condition.js';
import { compileWindow } from '../time/compile-window.js';
import { durationMs, isDuration } from '../time/duration.js';
import { instantOn } from '../time/local-instant.js';
import type { Found, Moment, Operator } from './operator.js';

/** A date in a window that lies behind: "in the last 30 days", "yesterday". A day without a time is that day in the person's zone. What is yet to come is in none. */
export const within: Operator = {
  takes: 'window',
  check: (found, value, moment) => isWithin(found, value, moment),
  compile: (value) => {
    if (!isObject(value)) return () => false;
    const window = compileWindow(value as Window);
    return (found, moment) => {
      const instant = instantOn(found, moment.zone);
      if (instant === undefined) return false;
      const { from, to } = window.bounds(moment);
      return instant > from && instant <= to;
    };
  },
  edges: (found, value, moment) => {
    const instant = instantOn(found, moment.zone);
    return instant === undefined || !isObject(value) ? [] : compileWindow(value as Window).edges([instant], moment);
  },
};

/** A date that comes within this time: later than now, at most so much. */
export const withinNext: Operator = {
  takes: 'duration',
  check: (found, value, moment) => isWithinNext(found, value, moment),
  compile: (value) => (isDuration(value) ? (found, moment) => isWithinNext(found, value, moment) : () => false),
  edges: (found, value, moment) => {
    const instant = instantOn(found, moment.zone);
    return instant === undefined || !isDuration(value) ? [] : [instant - durationMs(value), instant];
  },
};

function isWithin(found: Found, value: ClauseValue | undefined, moment: Moment): boolean {
  return within.compile(value)(found, moment);
}

function isWithinNext(found: Found, value: ClauseValue | undefined, { now, zone }: Moment): boolean {
  const instant = instantOn(found, zone);
  return instant !== undefined && isDuration(value) && instant > now && instant - now <= durationMs(value as Duration);
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
