import type { Condition } from '@cairn/rules/contracts/condition.js';
import { z } from 'zod';

import { askerKinds } from '../conditions/askers.js';
import { listQuerySchema } from '../platform/lists.js';
import { sortedListQuerySchema } from '../platform/sorted-lists.js';
import { profileSummarySchema } from '../profiles/profiles.schemas.js';

/** Chosen by the author; part of URLs and of field names on profiles. */
export const segmentKeySchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1–64 of a–z, 0–9 and "-", beginning with a letter or digit');

/** Only that it is an object is checked here; what it says is checked by the rules language, which names the clause. */
export const conditionSchema = z
  .record(z.string(), z.unknown())
  .describe('A json-rules-engine condition: {all|any|not} or a clause.') as unknown as z.ZodType<Condition>;

export const segmentDefinitionSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    description: z.string().max(2_000).optional(),
    condition: conditionSchema,
  })
  .meta({ id: 'SegmentDefinition' });

export const segmentSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    description: z.string().optional(),
    condition: z.record(z.string(), z.unknown()),
    liveVersion: z.string().nullable(),
    /** People in it now. */
    members: z.number().int(),
    /** Profiles asked since the condition, or one it rests on, changed, of all. Less than all: `members` is what was found so far. */
    backfill: z.object({ done: z.number().int(), total: z.number().int() }),
    /** Journeys, segments and tags that use it, by key. */
    usedBy: z.array(z.object({ kind: z.enum(askerKinds), key: z.string(), name: z.string() })),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Segment' });
export type SegmentAnswer = z.infer<typeof segmentSchema>;

export const memberSchema = profileSummarySchema.extend({ since: z.iso.datetime() }).meta({ id: 'SegmentMember' });
export type MemberAnswer = z.infer<typeof memberSchema>;

export const membersQuerySchema = listQuerySchema.extend({
  /** The beginning of a name, of a word of it or of an email address; or a whole identity. */
  search: z.string().trim().max(200).optional(),
  /** By when they entered; `-since`: who entered last first. Default: by id, the quickest. */
  sort: z.enum(['since', '-since']).optional(),
});
export type MembersQuery = z.infer<typeof membersQuerySchema>;

export const exportQuerySchema = z.object({ format: z.enum(['csv', 'parquet']).default('csv') });
export type ExportQuery = z.infer<typeof exportQuerySchema>;

export const segmentVersionSchema = z
  .object({
    hash: z.string(),
    /** 1, 2, 3 … */
    number: z.int(),
    definition: segmentDefinitionSchema,
    createdAt: z.iso.datetime(),
    createdBy: z.string(),
    /** What they are called who made it; null: not known any more. */
    createdByName: z.string().nullable(),
  })
  .meta({ id: 'SegmentVersion' });
export type SegmentVersionAnswer = z.infer<typeof segmentVersionSchema>;

export const segmentsQuerySchema = sortedListQuerySchema(['name', 'members', 'updatedAt']);
export type SegmentsQuery = z.infer<typeof segmentsQuerySchema>;

export const previewRequestSchema = z
  .strictObject({
    condition: conditionSchema,
    /** Explain the condition for this person. */
    profileId: z.string().max(200).optional(),
    /** Take up to ten seconds to count everybody. Default: an estimate after one. */
    exact: z.boolean().optional(),
  })
  .meta({ id: 'SegmentPreviewRequest' });

export const previewSchema = z
  .object({
    count: z.number().int(),
    /** Time ran out: `count` is scaled up from the people that were asked. */
    estimate: z.boolean(),
    /** People asked, of all. */
    asked: z.number().int(),
    total: z.number().int(),
    /** At most twenty who are in. */
    sample: z.array(profileSummarySchema),
    /** Each clause with its answer for `profileId`. */
    explanation: z.record(z.string(), z.unknown()).optional(),
    tookMs: z.number().int(),
  })
  .meta({ id: 'SegmentPreview' });
export type PreviewAnswer = z.infer<typeof previewSchema>;
