import { z } from 'zod';

import { listQuerySchema } from '../platform/lists.js';

export const backfillSchema = z
  .object({
    id: z.string(),
    /** `cancelled`: nobody is asked again by it, nor by another, until definitions change or it goes on. */
    state: z.enum(['running', 'completed', 'cancelled', 'failed']),
    /** A cancelled one: whether it holds back those who are not asked yet. */
    holdsBack: z.boolean(),
    /** People who were asked by the newest definitions, of all. */
    done: z.int(),
    total: z.int(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    /** Its workflow in the Temporal UI. */
    workflowId: z.string(),
  })
  .meta({ id: 'Backfill' });
export type BackfillAnswer = z.infer<typeof backfillSchema>;

export const backfillsQuerySchema = listQuerySchema;
