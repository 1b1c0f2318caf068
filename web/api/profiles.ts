import type { Json } from '@cairn/rules/contracts/facts.js';

import type { components } from './generated/schema.js';

type Schemas = components['schemas'];
type Values = { [name: string]: Json };

export const profilesPath = '/api/profiles';

/** A person in lists. */
export type ProfileSummary = Schemas['ProfileSummary'];
export type Trait = Omit<Schemas['Profile']['traits'][number], 'value'> & { value: Json };
export type ComputedValue = Omit<Schemas['Profile']['computed'][number], 'value'> & { value: Json };
export type Profile = Omit<Schemas['Profile'], 'traits' | 'computed'> & { traits: Trait[]; computed: ComputedValue[] };
export type TraitValue = Omit<Schemas['TraitValue'], 'value'> & { value: Json };
export type StoredEvent = Omit<Schemas['StoredEvent'], 'traits' | 'properties' | 'context'> & { traits?: Values; properties?: Values; context?: Values };
export type Decision = Schemas['Decision'];
export type ProfileRun = Schemas['ProfileRun'];
export type ProfileDelivery = Schemas['ProfileDelivery'];
export type TimelineItem = Omit<Schemas['TimelineItem'], 'event'> & { event?: StoredEvent & { maskedTraits?: string[] } };
export type TimelineKind = TimelineItem['kind'];

/** A run's position is an open object in OpenAPI; what pages read of it is named here. */
export type WhyRun = Omit<Schemas['Why']['runs'][number], 'run'> & { run: { trigger: { name: string; messageId: string; timestamp: number } } };
export type WhyReason = Schemas['Why']['reasons'][number];
export type Why = Omit<Schemas['Why'], 'runs'> & { runs: WhyRun[] };
