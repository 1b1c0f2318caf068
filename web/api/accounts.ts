import type { Json } from '@cairn/rules/contracts/facts.js';

import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const accountsPath = '/api/accounts';

export type AccountSummary = Schemas['AccountSummary'];
export type AccountPerson = Schemas['AccountPerson'];
export type Account = Omit<Schemas['Account'], 'traits'> & { traits: (Omit<Schemas['Account']['traits'][number], 'value'> & { value: Json })[] };
