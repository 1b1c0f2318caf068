import type {
  AccountCondition,
  AllCondition,
  AnyCondition,
  Clause,
  ClauseValue,
  Condition,
  ConditionReference,
  OperatorName,
  WhereCondition,
} from '@cairn/rules/contracts/condition.js';

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

/** The group at a place; undefined: there is none. */
export function groupAt(query: GroupRow, place: readonly number[]): GroupRow | undefined {
  let group = query;
  for (const at of place) {
    const row = group.rules[at];
    if (row === undefined || !isGroup(row)) return undefined;
    group = row;
  }
  return group;
}

export function withGroupAt(query: GroupRow, [at, ...deeper]: readonly number[], group: GroupRow): GroupRow {
  if (at === undefined) return group;
  const inner = query.rules[at];
  return inner === undefined || !isGroup(inner) ? query : { ...query, rules: query.rules.with(at, withGroupAt(inner, deeper, group)) };
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
      return clause.path !== '' && !clause.path.endsWith('.') && hasValue(clause);
    case 'trait':
      return isNamed(clause) && (clause.params.where === undefined ? hasValue(clause) : isTreeComplete(clause.params.where));
    case 'computed':
    case 'score':
      return isNamed(clause) && hasValue(clause);
    case 'event': {
      const { measure = 'count', property, where } = clause.params;
      const needsProperty = !['count', 'daysSince', 'first', 'last'].includes(measure);
      return isNamed(clause) && (!needsProperty || isText(property)) && hasValue(clause) && isTreeComplete(where);
    }
    case 'funnel': {
      const { steps, by } = clause.params;
      return by !== '' && steps.length > 1 && steps.every((step) => isText(step.name) && isTreeComplete(step.where));
    }
    case 'consent':
      return clause.params.channel !== '' && clause.params.topic !== '';
    case 'account':
      return isTreeComplete(clause.params.where);
    case 'random':
      return isText(clause.params.salt) && hasValue(clause);
    case 'now':
      return hasValue(clause);
  }
}

function isNamed({ params, path }: { params: { name: string }; path?: string }): boolean {
  return isText(params.name) && path !== '';
}

function isText(text: string | undefined): boolean {
  return text !== undefined && text.trim() !== '';
}

function isTreeComplete(tree: WhereCondition | AccountCondition | undefined): boolean {
  if (tree === undefined) return true;
  if ('all' in tree) return tree.all.every(isTreeComplete);
  if ('any' in tree) return tree.any.every(isTreeComplete);
  if ('not' in tree) return isTreeComplete(tree.not);
  if (tree.fact === 'people') return tree.params.segment !== '';
  if (tree.fact === 'property') return isText(tree.path) && hasValue(tree);
  return isNamed(tree) && hasValue(tree);
}

function hasValue({ operator, value }: { operator: OperatorName; value?: ClauseValue }): boolean {
  if (operator === 'exists' || operator === 'missing') return true;
  if (value === undefined || value === '') return false;
  if (Array.isArray(value)) return value.length > 0;
  if (typeof value !== 'object' || value === null) return true;
  return !Object.values(value).some((part) => part === '' || part === 'properties.');
}
