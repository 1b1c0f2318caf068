import type { ClauseValue } from '../contracts/condition.js';
import type { Facts } from '../contracts/facts.js';
import { oracleTrigger, oracleWalk } from './oracle-walk.js';

/** What a clause is compared with: its value, or what the fact that it refers to holds. */
export function oracleReference(value: ClauseValue | undefined, facts: Facts): ClauseValue | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  if ('trait' in value) return oracleWalk(facts.trait(value.trait), value.path) as ClauseValue | undefined;
  if ('computed' in value) return oracleWalk(facts.computed(value.computed), value.path) as ClauseValue | undefined;
  if ('trigger' in value) return oracleWalk(oracleTrigger(facts.trigger), value.trigger) as ClauseValue | undefined;
  if ('context' in value) return oracleWalk(facts.context, value.context) as ClauseValue | undefined;
  return value;
}
