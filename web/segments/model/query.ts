import type { AllCondition, AnyCondition, Clause, ClauseValue, Condition, ConditionReference, OperatorName } from '@cairn/rules/contracts/condition.js';

/** How a group joins its rows. There is no "not" switch: negation is `none`, and "never" of an event. */
export type Combinator = 'all' | 'any' | 'none';

/** One row of the builder. The clause is edited as a whole; `field` and `operator` only satisfy the library's shape. */
export interface RuleRow {
  id?: string;
  field: 'clause';
  operator: '';
  /** A row of its own kind for a named condition. */
  value: Clause | ConditionReference;
}

export interface GroupRow {
  id?: string;
  combinator: Combinator;
  rules: (RuleRow | GroupRow)[];
}

export const ruleOf = (clause: Clause | ConditionReference): RuleRow => ({ field: 'clause', operator: '', value: clause });

export const isGroup = (row: RuleRow | GroupRow): row is GroupRow => 'rules' in row;

/** A condition as the builder shows it; the outermost is always a group. */
export function toQuery(condition: Condition): GroupRow {
  const row = toRow(condition);
  return isGroup(row) ? row : { combinator: 'all', rules: [row] };
}

function toRow(condition: Condition): RuleRow | GroupRow {
  if ('all' in condition) return { combinator: 'all', rules: condition.all.map(toRow) };
  if ('any' in condition) return { combinator: 'any', rules: condition.any.map(toRow) };
  // "Not any of" is "none of": one card instead of a card in a card.
  if ('not' in condition) return { combinator: 'none', rules: 'any' in condition.not ? condition.not.any.map(toRow) : [toRow(condition.not)] };
  return ruleOf(condition);
}

/** The condition that a query says. `toCondition(toQuery(c))` means the same as `c`. */
export function toCondition(group: GroupRow): AllCondition | AnyCondition | { not: Condition } {
  const parts = group.rules.map((row) => (isGroup(row) ? toCondition(row) : row.value));
  if (group.combinator === 'all') return { all: parts };
  if (group.combinator === 'any') return { any: parts };
  const only = parts[0];
  // A lone "any" would be unwrapped when read again: it keeps its own shell.
  return { not: parts.length === 1 && only !== undefined && !('any' in only) ? only : { any: parts } };
}

/** Rows that say nothing yet keep a definition from being asked. */
export function isComplete(condition: Condition): boolean {
  if ('all' in condition) return condition.all.length > 0 && condition.all.every(isComplete);
  if ('any' in condition) return condition.any.length > 0 && condition.any.every(isComplete);
  if ('not' in condition) return isComplete(condition.not);
  return 'condition' in condition ? condition.condition !== '' : isClauseComplete(condition);
}

function isClauseComplete(clause: Clause): boolean {
  switch (clause.fact) {
    case 'segment':
    case 'tag':
      return clause.params.key !== '';
    case 'trigger':
    case 'context':
      return clause.path !== '' && hasValue(clause);
    case 'trait':
    case 'computed':
    case 'score':
    case 'event':
      return clause.params.name.trim() !== '' && hasValue(clause);
    default:
      // Edited as JSON: the server says what is missing.
      return true;
  }
}

function hasValue({ operator, value }: { operator: OperatorName; value?: ClauseValue }): boolean {
  if (operator === 'exists' || operator === 'missing') return true;
  if (value === undefined || value === '') return false;
  return !(Array.isArray(value) && value.length === 0);
}
