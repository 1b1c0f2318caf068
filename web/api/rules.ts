import type { Condition } from '@cairn/rules/contracts/condition.js';

import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const rulesPath = '/api/rules';
export const noticesPath = '/api/notices';

// OpenAPI knows conditions only as objects; the rules' contracts know their shape.
export type RuleDefinition = Omit<Schemas['RuleDefinition'], 'condition'> & { condition: Condition };
export type RuleItem = Omit<Schemas['Rule'], 'condition'> & { condition: Condition };
export type RuleAction = RuleItem['whenTrue'][number];
export type RuleConflict = Schemas['Rules']['conflicts'][number];
export type Rules = Omit<Schemas['Rules'], 'items'> & { items: RuleItem[] };
export type Notice = Schemas['Notice'];
