import type { ClauseValue } from '../contracts/condition.js';
import { type Found, isPlain, type Operator } from './operator.js';

/** Of a longer list only so many elements are looked at. */
const looked = 1_000;

/** A list that holds one of these, at least, among its first 1,000 elements. Types are strict. Anything but a list: false. */
export const containsAny: Operator = {
  takes: 'list',
  check: (found, value) =>
    Array.isArray(found) && Array.isArray(value) && value.some((one) => found.slice(0, looked).some((element) => isPlain(element) && element === one)),
  compile: (value) => {
    if (!Array.isArray(value)) return () => false;
    const wanted = new Set<Found>(value);
    return (found) => Array.isArray(found) && found.slice(0, looked).some((element) => wanted.has(element));
  },
};

/** A list that holds all of these among its first 1,000 elements, in any order, whatever else it holds. */
export const containsAll: Operator = {
  takes: 'list',
  check: (found, value) =>
    Array.isArray(found) && Array.isArray(value) && value.every((one) => found.slice(0, looked).some((element) => isPlain(element) && element === one)),
  compile: (value: ClauseValue | undefined) => {
    if (!Array.isArray(value)) return () => false;
    return (found) => {
      if (!Array.isArray(found)) return false;
      const held = new Set<Found>(found.slice(0, looked));
      return value.every((one) => held.has(one));
    };
  },
};
