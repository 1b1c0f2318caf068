import type { OperatorName } from '../contracts/condition.js';
import { after, before } from './dates.js';
import { equal, in as isIn, notIn as isNotIn, notEqual } from './equality.js';
import { greaterThan, greaterThanInclusive, lessThan, lessThanInclusive } from './numbers.js';
import type { Operator } from './operator.js';
import { exists, missing } from './presence.js';
import { contains, doesNotContain, endsWith, matches, startsWith } from './text.js';

/** Every operator by its name. */
export const operators: Readonly<Record<OperatorName, Operator>> = {
  exists,
  missing,
  equal,
  notEqual,
  in: isIn,
  notIn: isNotIn,
  lessThan,
  lessThanInclusive,
  greaterThan,
  greaterThanInclusive,
  contains,
  doesNotContain,
  startsWith,
  endsWith,
  matches,
  before,
  after,
};

/** Own names only: `constructor` is no operator. */
export function operatorNamed(name: string): Operator | undefined {
  return Object.hasOwn(operators, name) ? operators[name as OperatorName] : undefined;
}
