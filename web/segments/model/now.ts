import type { NowClause, NowPart } from '@cairn/rules/contracts/condition.js';

import { operatorsFor, withOperator } from './operators.js';

/** Another part of the time; the comparison stays where the two parts are compared alike. */
export function withPart(clause: NowClause, part: NowPart): NowClause {
  const subject = part === 'instant' ? 'instant' : part === 'date' ? 'date' : 'number';
  const allowed: readonly string[] = operatorsFor[subject];
  const operator = allowed.includes(clause.operator) ? clause.operator : subject === 'number' ? 'greaterThanInclusive' : 'after';
  const next = { ...withOperator(clause, operator), params: { part } };
  if (subject !== 'number' || typeof next.value === 'number' || typeof next.value === 'object') return next;
  return { ...next, value: part === 'hour' ? 9 : 1 };
}
