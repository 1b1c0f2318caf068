import type { Clause, Condition, EventClause, TraitClause } from '@cairn/rules/contracts/condition.js';

import type { Names } from './names.js';
import { type Phrase, phrase } from './phrase.js';

/** A condition in a few words, for chips and summaries. The full sentence is the segment builder's. */
export function conditionPhrase(condition: Condition, names: Names): Phrase {
  if ('fact' in condition) return clausePhrase(condition, names);
  if ('condition' in condition) return phrase('condition.named', { condition: condition.condition });
  if ('not' in condition) return phrase('condition.not', { what: conditionPhrase(condition.not, names) });
  const parts = 'all' in condition ? condition.all : condition.any;
  const first = parts[0];
  if (!first) return phrase('branch.empty');
  if (parts.length === 1) return conditionPhrase(first, names);
  return phrase('all' in condition ? 'condition.all' : 'condition.any', { first: conditionPhrase(first, names), count: parts.length - 1 });
}

function clausePhrase(clause: Clause, names: Names): Phrase {
  switch (clause.fact) {
    case 'trait':
      return comparison(clause.path ? `${clause.params.name}.${clause.path}` : clause.params.name, clause);
    case 'trigger':
      return comparison(clause.path.replace(/^properties\./, ''), clause);
    case 'segment':
      return phrase(clause.value ? 'condition.segment.in' : 'condition.segment.notIn', { segment: names.segment(clause.params.key) ?? clause.params.key });
    case 'computed':
    case 'score':
      return comparison(clause.path ? `${clause.params.name}.${clause.path}` : clause.params.name, clause);
    case 'context':
      return comparison(clause.path, clause);
    case 'tag':
      return phrase(clause.value ? 'condition.tag.on' : 'condition.tag.off', { tag: clause.params.key });
    case 'event':
      return (clause.params.measure ?? 'count') === 'count' ? eventPhrase(clause) : phrase('condition.fact.event', { event: clause.params.name });
    case 'funnel':
    case 'consent':
    case 'account':
    case 'now':
    case 'random':
      return phrase(`condition.fact.${clause.fact}`);
    default:
      return phrase('branch.empty');
  }
}

function comparison(name: string, clause: Pick<TraitClause, 'operator' | 'value'>): Phrase {
  const { value: against } = clause;
  const value =
    typeof against === 'object' && against !== null && !Array.isArray(against) ? JSON.stringify(against) : [against ?? ''].flat().map(String).join(', ');
  return phrase(`condition.operator.${clause.operator}`, { name, value });
}

const counted: Partial<Record<EventClause['operator'], (value: number) => { key: string; count: number }>> = {
  greaterThanInclusive: (value) => ({ key: 'atLeast', count: value }),
  greaterThan: (value) => ({ key: 'atLeast', count: value + 1 }),
  lessThanInclusive: (value) => ({ key: 'atMost', count: value }),
  lessThan: (value) => ({ key: 'atMost', count: value - 1 }),
  equal: (value) => ({ key: 'exactly', count: value }),
};

function eventPhrase(clause: EventClause): Phrase {
  const { name } = clause.params;
  const window = clause.params.within;
  const within = window !== undefined && 'amount' in window ? { amount: window.amount, unit: window.unit } : undefined;
  const value = typeof clause.value === 'number' ? clause.value : 1;
  const { key, count } = clause.operator === 'exists' ? { key: 'atLeast', count: 1 } : (counted[clause.operator]?.(value) ?? { key: 'atLeast', count: value });
  const words = clause.operator === 'missing' || (count === 0 && key !== 'atLeast') ? 'never' : key;
  return phrase(within ? `condition.event.${words}Within` : `condition.event.${words}`, { event: name, count, ...(within ? { duration: within } : {}) });
}
