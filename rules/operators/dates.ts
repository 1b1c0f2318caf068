import { readInstant } from '../time/instant.js';
import type { Operator } from './operator.js';

/** An instant earlier than the value; both ISO 8601 text. Numbers and other text are no instants: false. */
export const before: Operator = {
  takes: 'instant',
  check: (found, value) => {
    const [left, right] = [readInstant(found), readInstant(value)];
    return left !== undefined && right !== undefined && left < right;
  },
  compile: (value) => {
    const right = readInstant(value);
    if (right === undefined) return () => false;
    // Absent compares as NaN, which is before nothing.
    return (found) => (readInstant(found) ?? Number.NaN) < right;
  },
};

/** An instant later than the value; see {@link before}. */
export const after: Operator = {
  takes: 'instant',
  check: (found, value) => {
    const [left, right] = [readInstant(found), readInstant(value)];
    return left !== undefined && right !== undefined && left > right;
  },
  compile: (value) => {
    const right = readInstant(value);
    if (right === undefined) return () => false;
    return (found) => (readInstant(found) ?? Number.NaN) > right;
  },
};
