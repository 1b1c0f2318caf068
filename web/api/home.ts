import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

/** The last 24 h, the same 24 h a week before, and the last fourteen such days, oldest first; the first day's steps; what needs somebody. */
export type Home = Schemas['Home'];
export type Source = Schemas['Source'];
export type ApiKey = Schemas['ApiKey'];
