import { z } from 'zod';

import { conditionSchema } from '../segments/segments.schemas.js';
import { askerKinds } from './askers.js';

export const sharedConditionDefinitionSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    description: z.string().max(2_000).optional(),
    condition: conditionSchema,
  })
  .meta({ id: 'SharedConditionDefinition' });

export const sharedConditionSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    description: z.string().optional(),
    condition: z.record(z.string(), z.unknown()),
    /** Changes with every save; `If-Match` on PUT names it. */
    liveVersion: z.string(),
    /** What refers to it, by itself or through another one. A journey follows a change once it is published again. */
    usedBy: z.array(z.object({ kind: z.enum(askerKinds), key: z.string(), name: z.string() })),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    /** `user:…` or `key:…`, and what they are called. */
    updatedBy: z.object({ id: z.string(), name: z.string() }),
  })
  .meta({ id: 'SharedCondition' });
export type SharedConditionAnswer = z.infer<typeof sharedConditionSchema>;
