import { z } from 'zod';

import { listQuerySchema, pageSchema } from '../../platform/lists.js';
import { nodeIdSchema } from '../journeys.schemas.js';

const textSchema = z.string().trim().min(1).max(4_000);
const instantSchema = z.iso.datetime();
/** Null: the account or key is gone. */
const personSchema = z.string().nullable();

export const newCommentSchema = z.object({ stepId: nodeIdSchema.nullable().default(null), text: textSchema }).meta({ id: 'NewJourneyComment' });
export const changeCommentSchema = z
  .object({ text: textSchema.optional(), resolved: z.boolean().optional() })
  .refine(({ text, resolved }) => (text ?? resolved) !== undefined, { message: 'Give `text`, `resolved` or both' })
  .meta({ id: 'ChangeJourneyComment' });

export const commentsQuerySchema = listQuerySchema.extend({
  /** `@journey`: only those on the journey as a whole. */
  step: z.union([nodeIdSchema, z.literal('@journey')]).optional(),
  resolved: z.enum(['true', 'false']).optional(),
});

export const commentSchema = z
  .object({
    id: z.string(),
    stepId: z.string().nullable(),
    text: z.string(),
    author: personSchema,
    /** The one who asks wrote it, and may edit and delete it. */
    own: z.boolean(),
    createdAt: instantSchema,
    editedAt: instantSchema.nullable(),
    resolvedAt: instantSchema.nullable(),
    resolvedBy: personSchema,
  })
  .meta({ id: 'JourneyComment' });
export type CommentAnswer = z.infer<typeof commentSchema>;
export const commentsSchema = pageSchema(commentSchema);

/** How many are not resolved. */
export const commentCountsSchema = z.object({ journey: z.int(), steps: z.record(z.string(), z.int()) }).meta({ id: 'JourneyCommentCounts' });
