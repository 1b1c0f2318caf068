import type { ClauseValue } from '../contracts/condition.js';
import type { Facts, Json } from '../contracts/facts.js';

/** What was found: JSON, or undefined when absent. */
export type Found = Json | undefined;

/** When and where it is asked. */
export type Moment = Pick<Facts, 'now' | 'zone'>;

/** One operator's whole meaning: `check` is what the engine asks, `compile` the same made fast. */
export interface Operator {
  /** `none`: takes no value; `list`: a list of plain values; `plain`: text, number, boolean or null; the others one type. */
  takes: 'none' | 'plain' | 'list' | 'number' | 'text' | 'instant' | 'pattern' | 'version' | 'ranges' | 'area' | 'window' | 'duration';
  /** Pure, total: any JSON on either side, never an error. */
  check(found: Found, value: ClauseValue | undefined, moment: Moment): boolean;
  /** `compile(value)(found, moment)` equals `check(found, value, moment)` for every value that validation accepts. */
  compile(value: ClauseValue | undefined): (found: Found, moment: Moment) => boolean;
  /** Where time alone may turn the answer: instants at which it may, those not after now included. */
  edges?(found: Found, value: ClauseValue | undefined, moment: Moment): number[];
}

/** Text, number, boolean or null: what can be equal to something. Lists and objects are equal to nothing. */
export function isPlain(found: Found): found is string | number | boolean | null {
  return found === null || (found !== undefined && typeof found !== 'object');
}
