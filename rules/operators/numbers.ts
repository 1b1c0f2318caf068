import type { ClauseValue } from '../contracts/condition.js';
import type { Found, Operator } from './operator.js';

type Compare = (found: number, value: number) => boolean;

/** Numbers only: text, even "9", is false, and so is absent. */
function numeric(compare: Compare, compile: (value: number) => (found: Found) => boolean): Operator {
  return {
    takes: 'number',
    check: (found, value) => typeof found === 'number' && typeof value === 'number' && compare(found, value),
    compile: (value: ClauseValue | undefined) => (typeof value === 'number' ? compile(value) : () => false),
  };
}

export const lessThan = numeric(
  (found, value) => found < value,
  (value) => (found) => typeof found === 'number' && found < value,
);

export const lessThanInclusive = numeric(
  (found, value) => found <= value,
  (value) => (found) => typeof found === 'number' && found <= value,
);

export const greaterThan = numeric(
  (found, value) => found > value,
  (value) => (found) => typeof found === 'number' && found > value,
);

export const greaterThanInclusive = numeric(
  (found, value) => found >= value,
  (value) => (found) => typeof found === 'number' && found >= value,
);
