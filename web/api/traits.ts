import type { ComputedSource as Source } from './computed-source.js';
import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const traitsPath = '/api/traits';
export const computedPath = '/api/computed-traits';
export const readySetsPath = '/api/ready-sets';

export type Trait = Schemas['Trait'];
export type TraitKind = Trait['kind'];
export type PersonalClass = Trait['personalClass']['value'];
export type Traits = Schemas['Traits'];
export type Distribution = Schemas['Distribution'];
// OpenAPI knows sources only as objects.
export type ComputedTrait = Omit<Schemas['ComputedTrait'], 'source'> & { source: Source };
export type ComputedDetail = Omit<Schemas['ComputedTraitDetail'], 'source'> & { source: Source };
export type ComputedPreview = Schemas['ComputedPreview'];
export type ReadySet = Schemas['ReadySet'];
export type ReadySetPreview = Schemas['ReadySetPreview'];
