import { z } from 'zod';

const keySchema = z.object({ key: z.string(), name: z.string() });

export const historyQuerySchema = z.object({
  /** Calendar days, today included. */
  days: z.coerce.number().int().min(2).max(365).default(30),
});

export const segmentHistorySchema = z
  .object({
    /** IANA: days are those of its calendar. */
    timezone: z.string(),
    /** Ascending; the last one is today, so far. Of each person the present stay and the last one before it are counted. */
    days: z.array(z.object({ day: z.iso.date(), entered: z.number().int(), left: z.number().int(), size: z.number().int() })),
    at: z.iso.datetime(),
  })
  .meta({ id: 'SegmentHistory' });
export type SegmentHistory = z.infer<typeof segmentHistorySchema>;

export const segmentOverlapSchema = z
  .object({
    members: z.number().int(),
    /** The segments that share most people with it, by how many. `members`: all of theirs. */
    others: z.array(keySchema.extend({ members: z.number().int(), shared: z.number().int() })),
    /** Its people by which of `others` they are in too, and in none besides; the largest first. */
    combinations: z.array(z.object({ segments: z.array(z.string()), people: z.number().int() })),
    /** In combinations that are rarer. */
    rest: z.number().int(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'SegmentOverlap' });
export type SegmentOverlap = z.infer<typeof segmentOverlapSchema>;

export const compositionQuerySchema = z.object({
  kind: z.enum(['trait', 'computed']).default('trait'),
  name: z.string().min(1).max(512),
});
export type CompositionQuery = z.infer<typeof compositionQuerySchema>;

export const segmentCompositionSchema = z
  .object({
    members: z.number().int(),
    values: z.array(z.object({ value: z.union([z.string(), z.number(), z.boolean()]), people: z.number().int() })),
    /** Instead of values, where there are many numbers: about equally full, both ends included. */
    ranges: z.array(z.object({ from: z.number(), to: z.number(), people: z.number().int() })),
    others: z.number().int(),
    absent: z.number().int(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'SegmentComposition' });
export type SegmentComposition = z.infer<typeof segmentCompositionSchema>;
