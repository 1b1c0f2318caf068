import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const publicTokensPath = '/api/public-tokens';

export type PublicToken = Schemas['PublicToken'];
export type CreatedPublicToken = Schemas['CreatedPublicToken'];
