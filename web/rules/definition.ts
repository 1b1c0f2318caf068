import type { RuleDefinition, RuleItem } from '../api/rules.js';

/** What is saved of a rule, without what the server says of it. */
export function definitionOf({ name, description, priority, enabled, condition, whenTrue, whenFalse, current }: RuleItem): RuleDefinition {
  return { name, ...(description !== undefined && { description }), priority, enabled, condition, whenTrue, whenFalse, current };
}
