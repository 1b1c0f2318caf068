import type { ClauseValue } from '../contracts/condition.js';
import { type Found, isPlain, type Operator } from './operator.js';

/** Same type and same value. Absent, lists and objects equal nothing; null equals only a null that is there. Text is compared as it is, capitals and all. */
export const equal: Operator = {
  takes: 'plain',
  check: isEqual,
  // A plain value is never undefined, a list or an object, so identity is the whole test.
  compile: (value) => (isPlain(value as Found) ? (found) => found === value : () => false),
};

/** The opposite of `equal`: true when absent. */
export const notEqual: Operator = {
  takes: 'plain',
  check: (found, value) => !isEqual(found, value),
  compile: (value) => (isPlain(value as Found) ? (found) => found !== value : () => true),
};

/** Equal to one of a list. Never looks inside a text. */
const isIn: Operator = { takes: 'list', check: isOneOf, compile: (value) => compileIn(value) };

/** The opposite of `in`: true when absent. */
const isNotIn: Operator = {
  takes: 'list',
  check: (found, value) => !isOneOf(found, value),
  compile: (value) => {
    const test = compileIn(value);
    return (found) => !test(found);
  },
};

export { isIn as in, isNotIn as notIn };

function isEqual(found: Found, value: ClauseValue | undefined): boolean {
  return isPlain(found) && value !== undefined && !Array.isArray(value) && typeof found === typeof value && found === value;
}

function isOneOf(found: Found, value: ClauseValue | undefined): boolean {
  return Array.isArray(value) && value.some((one) => isEqual(found, one));
}

function compileIn(value: ClauseValue | undefined): (found: Found) => boolean {
  if (!Array.isArray(value)) return () => false;
  const [one, other, third] = value;
  if (value.length === 1) return (found) => found === one;
  if (value.length === 2) return (found) => found === one || found === other;
  if (value.length === 3) return (found) => found === one || found === other || found === third;
  const all = new Set<Found>(value);
  return (found) => all.has(found);
}
