import { z } from 'zod';

import { askerKinds } from '../conditions/askers.js';
import { tagColors } from '../platform/collections.js';
import { listQuerySchema } from '../platform/lists.js';
import { tagOrigins } from '../profiles/profile.js';
import { profileSummarySchema } from '../profiles/profiles.schemas.js';
import { conditionSchema, segmentKeySchema } from '../segments/segments.schemas.js';
import { tagJobLimits } from './tag-job.js';

export const tagKeySchema = segmentKeySchema;

export const tagDefinitionSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    color: z.enum(tagColors).default('gray'),
    description: z.string().max(2_000).optional(),
    /** Who answers questions about it. */
    owner: z.string().trim().max(120).optional(),
    /** The rule that it follows, on and off. Absent: it is turned by hand, imports, journeys and the API. */
    condition: conditionSchema.optional(),
  })
  .meta({ id: 'TagDefinition' });

export const tagSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    color: z.enum(tagColors),
    description: z.string().optional(),
    owner: z.string().optional(),
    condition: z.record(z.string(), z.unknown()).optional(),
    /** Changes with every save; `If-Match` on PUT names it. */
    liveVersion: z.string(),
    /** Who have it now. */
    people: z.number().int(),
    /** Of a tag with a rule: profiles asked since it changed, of all. Equal: `people` is final. */
    backfill: z.object({ done: z.number().int(), total: z.number().int() }),
    usedBy: z.array(z.object({ kind: z.enum(askerKinds), key: z.string(), name: z.string() })),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    /** `user:…` or `key:…`, and what they are called. */
    updatedBy: z.object({ id: z.string(), name: z.string() }),
  })
  .meta({ id: 'Tag' });
export type TagAnswer = z.infer<typeof tagSchema>;

const tagTurnSchema = z.object({
  on: z.boolean(),
  since: z.iso.datetime(),
  by: z.enum(tagOrigins),
  /** `user:…`, `key:…`, a rule's, journey's or import's key; and what it is called. */
  source: z.object({ id: z.string(), name: z.string() }),
});

export const profileTagSchema = tagTurnSchema
  .extend({
    key: z.string(),
    name: z.string(),
    color: z.enum(tagColors),
    /** Nobody turns it by hand. */
    followsRule: z.boolean(),
    /** The turns before, the newest first; nine at most are kept. */
    before: z.array(tagTurnSchema),
  })
  .meta({ id: 'ProfileTag' });
export type ProfileTagAnswer = z.infer<typeof profileTagSchema>;

export const profileTagsSchema = z.object({ items: z.array(profileTagSchema) }).meta({ id: 'ProfileTags' });

const someTags = z.array(tagKeySchema).max(50).default([]);
export const tagChangesSchema = z
  .strictObject({ add: someTags, remove: someTags })
  .refine(({ add, remove }) => add.length + remove.length > 0, 'names no tag')
  .meta({ id: 'TagChanges' });
export type TagChanges = z.infer<typeof tagChangesSchema>;

export const taggedPersonSchema = profileSummarySchema.extend(tagTurnSchema.omit({ on: true }).shape).meta({ id: 'TaggedPerson' });
export type TaggedPerson = z.infer<typeof taggedPersonSchema>;

export const tagPeopleQuerySchema = listQuerySchema;

export const tagJobRequestSchema = z
  .strictObject({
    /** `replace`: those who are listed get it, and everybody else who has it loses it. */
    action: z.enum(['add', 'remove', 'replace']),
    /** Everybody who is in it as the job comes by. */
    segment: segmentKeySchema.optional(),
    /** `userId:u1`, `email:ann@example.com` …; repeated ones count once. */
    identities: z.array(z.string().min(1).max(600)).min(1).max(tagJobLimits.identities).optional(),
    /** Ids of profiles; repeated ones count once. */
    profiles: z.array(z.string().min(1).max(200)).min(1).max(tagJobLimits.profiles).optional(),
    /** Everybody whom the workspace knows as the job comes by. */
    everybody: z.literal(true).optional(),
    /** Where the list comes from; the tag then says that this import turned it. */
    import: z.string().trim().min(1).max(120).optional(),
  })
  .refine(
    ({ segment, identities, profiles, everybody }) => [segment, identities, profiles, everybody].filter((people) => people !== undefined).length === 1,
    'needs one of segment, identities, profiles and everybody',
  )
  .refine(({ action, identities, profiles }) => action !== 'replace' || identities !== undefined || profiles !== undefined, {
    path: ['action'],
    message: 'replaces only by a list of identities or profiles',
  })
  .meta({ id: 'TagJobRequest' });
export const tagJobPreviewSchema = z
  .object({
    /** Distinct people who are listed. */
    listed: z.number().int(),
    /** Listed identities that nobody is known by, and profiles that are gone. */
    unknown: z.number().int(),
    /** Listed people who do not have the tag yet, and who have it. */
    without: z.number().int(),
    having: z.number().int(),
    /** Who has the tag and is not listed. */
    others: z.number().int(),
  })
  .meta({ id: 'TagJobPreview' });
export type TagJobPreview = z.infer<typeof tagJobPreviewSchema>;
export type TagJobRequest = z.infer<typeof tagJobRequestSchema>;

export const tagJobsQuerySchema = listQuerySchema.extend({ state: z.enum(['running', 'completed', 'cancelled', 'failed']).optional() });
export type TagJobsQuery = z.infer<typeof tagJobsQuerySchema>;

export const tagJobSchema = z
  .object({
    id: z.string(),
    tag: z.string(),
    /** What the tag is called; its key, if it is gone. */
    tagName: z.string(),
    action: z.enum(['add', 'remove', 'replace']),
    /** Whom it is for: members of a segment, everybody, or those who were named. */
    people: z.enum(['segment', 'everybody', 'listed']),
    segment: z.string().optional(),
    /** Of an import: what it is called. */
    import: z.string().optional(),
    /** Who began it, `user:…` or `key:…`, and what they are called. */
    startedBy: z.object({ id: z.string(), name: z.string() }),
    state: z.enum(['running', 'completed', 'cancelled', 'failed']),
    /** People looked at, of those counted when it began. */
    done: z.number().int(),
    total: z.number().int(),
    turned: z.number().int(),
    /** Of a `replace`: others who lost it. */
    cleared: z.number().int().optional(),
    /** Identities that nobody is known by, and profiles that are gone. */
    unknown: z.number().int(),
    /** People who could not be folded. */
    failed: z.number().int(),
    /** Of a failed one: `unknown-tag`, `tag-follows-rule`. */
    reason: z.string().optional(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'TagJob' });
export type TagJobAnswer = z.infer<typeof tagJobSchema>;
