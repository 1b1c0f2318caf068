import type { WhereCondition } from '../contracts/condition.js';

/** A property that must be one of these values for a `where` to hold. */
export interface RequiredValue {
  /** At most one `*`: then some element's. */
  path: string;
  values: readonly (string | number | boolean | null)[];
}

/**
 * What to file a `where` under, so that an event meets only those that it may match: a comparison with fixed values that all else is joined to by
 * "and". Undefined: there is none, and every event of the name must be shown to it.
 */
export function requiredValue(where: WhereCondition | undefined): RequiredValue | undefined {
  if (where === undefined) return undefined;
  if ('all' in where) {
    for (const part of where.all) {
      const found = requiredValue(part);
      if (found) return found;
    }
    return undefined;
  }
  if ('any' in where) return where.any.length === 1 ? requiredValue(where.any[0]) : undefined;
  if ('not' in where) return undefined;
  const { path, operator, value } = where;
  // Of several lists only so many combinations are looked at: not found by the path alone.
  if (path.split('.').filter((name) => name === '*').length > 1) return undefined;
  if (operator === 'equal' && isPlain(value)) return { path, values: [value] };
  if (operator === 'in' && Array.isArray(value) && value.every(isPlain)) return { path, values: value };
  return undefined;
}

function isPlain(value: unknown): value is string | number | boolean | null {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
