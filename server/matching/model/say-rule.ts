import type { BlockingRule } from './settings.js';

/** A blocking rule as operators read it in errors and logs: `last_name + first 1 of first_name`. */
export function sayRule(rule: BlockingRule): string {
  return rule
    .map(({ field, first, last }) => (first !== undefined ? `first ${first} of ${field}` : last !== undefined ? `last ${last} of ${field}` : field))
    .join(' + ');
}
