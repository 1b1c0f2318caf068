import type { ClauseValue } from '../contracts/condition.js';
import type { Json } from '../contracts/facts.js';

/** What was found: JSON, or undefined when absent. */
export type Found = Json | undefined;

/** One operator's whole meaning: `check` is what the engine asks, `compile` the same made fast, `refuse` what validation says of a value. */
export interface Operator {
  /** `none`: takes no value; `list`: a list of plain values; `plain`: text, number, boolean or null; the others one type. */
  takes: 'none' | 'plain' | 'list' | 'number' | 'text' | 'instant' | 'pattern';
  /** Pure, total: any JSON on either side, never an error. */
  check(found: Found, value: ClauseValue | undefined): boolean;
  /** `compile(value)(found)` equals `check(found, value)` for every value that validation accepts. */
  compile(value: ClauseValue | undefined): (found: Found) => boolean;
}

/** Text, number, boolean or null: what can be equal to something. Lists and objects are equal to nothing. */
export function isPlain(found: Found): found is string | number | boolean | null {
  return found === null || (found !== undefined && typeof found !== 'object');
}
