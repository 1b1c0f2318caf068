import type { Condition } from '@cairn/rules/contracts/condition.js';

import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const conditionsPath = '/api/conditions';

// OpenAPI knows conditions only as objects; the rules' contracts know their shape.
export type SharedConditionDefinition = Omit<Schemas['SharedConditionDefinition'], 'condition'> & { condition: Condition };
export type SharedConditionItem = Omit<Schemas['SharedCondition'], 'condition'> & { condition: Condition };

/** What each reference to one of these stands for. */
export function namedAmong(conditions: readonly SharedConditionItem[] | undefined): ReadonlyMap<string, Condition> {
  return new Map((conditions ?? []).map(({ key, condition }) => [key, condition]));
}
