import type { OperatorName } from '../contracts/condition.js';
import { inIpRange, notInIpRange } from './addresses.js';
import { after, before } from './dates.js';
import { equal, in as isIn, notIn as isNotIn, notEqual } from './equality.js';
import { containsIgnoreCase, doesNotContainIgnoreCase, endsWithIgnoreCase, equalIgnoreCase, notEqualIgnoreCase, startsWithIgnoreCase } from './folded-text.js';
import { withinDistance } from './geo.js';
import { containsAll, containsAny } from './lists.js';
import { greaterThan, greaterThanInclusive, lessThan, lessThanInclusive } from './numbers.js';
import type { Operator } from './operator.js';
import { exists, missing } from './presence.js';
import { within, withinNext } from './relative-dates.js';
import { contains, doesNotContain, endsWith, matches, startsWith } from './text.js';
import { versionEqual, versionGreaterThan, versionGreaterThanInclusive, versionLessThan, versionLessThanInclusive } from './versions.js';

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
  equalIgnoreCase,
  notEqualIgnoreCase,
  containsIgnoreCase,
  doesNotContainIgnoreCase,
  startsWithIgnoreCase,
  endsWithIgnoreCase,
  containsAny,
  containsAll,
  within,
  withinNext,
  versionEqual,
  versionLessThan,
  versionLessThanInclusive,
  versionGreaterThan,
  versionGreaterThanInclusive,
  inIpRange,
  notInIpRange,
  withinDistance,
};

/** Own names only: `constructor` is no operator. */
export function operatorNamed(name: string): Operator | undefined {
  return Object.hasOwn(operators, name) ? operators[name as OperatorName] : undefined;
}
