import type { Operator } from './operator.js';

/** There is a value. Null is none (it clears a trait); an empty text, 0, false and an empty list are values. */
export const exists: Operator = {
  takes: 'none',
  check: (found) => !(found === undefined || found === null),
  compile: () => (found) => found != null,
};

/** The opposite of `exists`. */
export const missing: Operator = {
  takes: 'none',
  check: (found) => found === undefined || found === null,
  compile: () => (found) => found == null,
};
