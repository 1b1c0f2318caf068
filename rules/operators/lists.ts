import type { ClauseValue } from '../contracts/condition.js';
import { type Found, isPlain, type Operator } from './operator.js';

/** A list that holds one of these, at least. Types are strict. Anything but a list: false. */
export const containsAny: Operator = {
  takes: 'list',
  check: (found, value) => Array.isArray(found) && Array.isArray(value) && value.some((one) => found.some((element) => isPlain(element) && element === one)),
  compile: (value) => {
    if (!Array.isArray(value)) return () => false;
    const wanted = new Set<Found>(value);
    return (found) => Array.isArray(found) && found.some((element) => wanted.has(element));
  },
};

/** A list that holds all of these, in any order, whatever else it holds. */
export const containsAll: Operator = {
  takes: 'list',
  check: (found, value) => Array.isArray(found) && Array.isArray(value) && value.every((one) => found.some((element) => isPlain(element) && element === one)),
  compile: (value: ClauseValue | undefined) => {
    if (!Array.isArray(value)) return () => false;
    return (found) => {
      if (!Array.isArray(found)) return false;
      const held = new Set<Found>(found);
      return value.every((one) => held.has(one));
    };
  },
};
