import { z } from 'zod';

import { ingestionLimits } from '../events/ingestion.limits.js';
import { listQuerySchema } from '../platform/lists.js';
import { profileSummarySchema } from '../profiles/profiles.schemas.js';

export const accountIdSchema = z.string().min(1).max(ingestionLimits.accountIdLength);

export const accountSummarySchema = z
  .object({
    id: z.string(),
    /** Its trait `name`, else its id. */
    name: z.string(),
    /** As last counted: a few seconds old at most. */
    people: z.number().int(),
    traits: z.number().int(),
    createdAt: z.iso.datetime(),
    /** When the newest call about it happened. */
    lastSeenAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'AccountSummary' });
export type AccountSummary = z.infer<typeof accountSummarySchema>;

export const accountSchema = accountSummarySchema
  .extend({
    /** By name. A cleared trait is absent. */
    traits: z.array(z.object({ name: z.string(), value: z.unknown(), at: z.iso.datetime(), source: z.string() })),
    /** Segments that its people are in, with how many of them. */
    segments: z.array(z.object({ key: z.string(), name: z.string(), people: z.number().int() })),
    /** Traits of the last call that brought too much (docs/limits.md): how many found no place, and the last one's name. */
    dropped: z.object({ count: z.number().int(), name: z.string() }).optional(),
  })
  .meta({ id: 'Account' });
export type AccountAnswer = z.infer<typeof accountSchema>;

export const accountsQuerySchema = listQuerySchema.extend({
  /** The beginning of an id, or of a word of the name. */
  search: z.string().trim().max(200).optional(),
});
export type AccountsQuery = z.infer<typeof accountsQuerySchema>;

export const accountPersonSchema = profileSummarySchema
  .extend({
    /** When the newest call that puts the person into it happened. */
    at: z.iso.datetime(),
  })
  .meta({ id: 'AccountPerson' });
export type AccountPerson = z.infer<typeof accountPersonSchema>;
