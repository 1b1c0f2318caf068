import type { Condition } from '@cairn/rules/contracts/condition.js';

import type { components } from './generated/schema.js';

type Schemas = components['schemas'];

export const tagsPath = '/api/tags';
export const tagJobsPath = '/api/tag-jobs';

// OpenAPI knows conditions only as objects; the rules' contracts know their shape.
export type TagDefinition = Omit<Schemas['TagDefinition'], 'condition'> & { condition?: Condition };
export type TagItem = Omit<Schemas['Tag'], 'condition'> & { condition?: Condition };
export type TagColor = Schemas['Tag']['color'];
export type TaggedPerson = Schemas['TaggedPerson'];
export type ProfileTag = Schemas['ProfileTag'];
export type TagJob = Schemas['TagJob'];
export type TagJobRequest = Schemas['TagJobRequest'];
export type TagJobPreview = Schemas['TagJobPreview'];
