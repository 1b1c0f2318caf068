import { z } from 'zod';

import { eventSchema } from '../events/events.schemas.js';
import { tagColors } from '../platform/collections.js';
import { listQuerySchema } from '../platform/lists.js';
import { tagOrigins } from './profile.js';

/** A person in a list. */
export const profileSummarySchema = z
  .object({
    id: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    /** Strongest first. */
    identities: z.array(z.object({ type: z.enum(['userId', 'external', 'email', 'phone', 'anonymousId']), value: z.string() })),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().nullable(),
    /** Keys of the segments that the person is in. */
    segments: z.array(z.string()),
    /** Keys of the tags that are on. */
    tags: z.array(z.string()),
    activeRuns: z.number().int(),
  })
  .meta({ id: 'ProfileSummary' });
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

export const profileSchema = z
  .object({
    id: z.string(),
    displayName: z.string(),
    email: z.string().nullable(),
    identities: z.array(z.object({ type: z.enum(['userId', 'external', 'email', 'phone', 'anonymousId']), value: z.string(), since: z.iso.datetime() })),
    /** By name. A cleared trait is absent. */
    traits: z.array(z.object({ name: z.string(), value: z.unknown(), at: z.iso.datetime(), source: z.string() })),
    /** Computed traits and scores, by name. `at`: since when it has this value. */
    computed: z.array(z.object({ name: z.string(), value: z.unknown(), at: z.iso.datetime() })),
    segments: z.array(z.object({ key: z.string(), name: z.string(), since: z.iso.datetime() })),
    /** Those that are on; GET …/tags tells of the others, and who turned them. */
    tags: z.array(z.object({ key: z.string(), name: z.string(), color: z.enum(tagColors), since: z.iso.datetime(), by: z.enum(tagOrigins) })),
    activeRuns: z.array(
      z.object({
        runId: z.string(),
        journey: z.string(),
        journeyName: z.string(),
        version: z.string(),
        stepId: z.string(),
        enteredAt: z.iso.datetime(),
        dueAt: z.iso.datetime().nullable(),
      }),
    ),
    consent: z.object({ unsubscribed: z.record(z.string(), z.iso.datetime()) }),
    createdAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().nullable(),
    /** The id that was asked for, when that profile was merged into this one. */
    mergedFrom: z.string().optional(),
    /** Events stored for this person and not yet applied. */
    pendingEvents: z.number().int(),
  })
  .meta({ id: 'Profile' });
export type ProfileAnswer = z.infer<typeof profileSchema>;

export const traitEditsSchema = z
  .strictObject({
    /** name → value; null clears. */
    traits: z
      .record(z.string().min(1).max(512), z.json())
      .refine((traits) => Object.keys(traits).length > 0 && Object.keys(traits).length <= 100, 'must name 1 to 100 traits'),
  })
  .meta({ id: 'TraitEdits' });

export const decisionSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    /** `identity`: an identity that an event names was left out of the matching; all others are a journey's. */
    kind: z.enum(['entry', 'refusal', 'split', 'wait', 'exit', 'send', 'identity']),
    journey: z.string().optional(),
    version: z.string().optional(),
    runId: z.string().optional(),
    stepId: z.string().optional(),
    visit: z.number().int().optional(),
    outcome: z.string(),
    cause: z.string().optional(),
    detail: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'Decision' });
export type DecisionAnswer = z.infer<typeof decisionSchema>;

export const profileRunSchema = z
  .object({
    runId: z.string(),
    journey: z.string(),
    journeyName: z.string(),
    version: z.string(),
    state: z.enum(['active', 'ended']),
    stepId: z.string(),
    enteredAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
    endReason: z.string().nullable(),
    /** The event that started it. */
    trigger: z.object({ name: z.string(), messageId: z.string() }),
  })
  .meta({ id: 'ProfileRun' });
export type ProfileRunAnswer = z.infer<typeof profileRunSchema>;

export const profileDeliverySchema = z
  .object({
    key: z.string(),
    journey: z.string(),
    journeyName: z.string(),
    runId: z.string(),
    stepId: z.string(),
    channel: z.literal('email'),
    template: z.string(),
    subject: z.string().nullable(),
    state: z.enum(['intended', 'handing-over', 'sent', 'failed', 'unknown', 'refused']),
    reason: z.string().nullable(),
    createdAt: z.iso.datetime(),
    sentAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'ProfileDelivery' });
export type ProfileDeliveryAnswer = z.infer<typeof profileDeliverySchema>;

/** What happened to one person, of every kind, newest first. Exactly one of the four is present, named by `kind`. */
export const timelineItemSchema = z
  .object({
    kind: z.enum(['event', 'decision', 'run', 'delivery']),
    id: z.string(),
    at: z.iso.datetime(),
    event: eventSchema.optional(),
    decision: decisionSchema.optional(),
    run: profileRunSchema.optional(),
    delivery: profileDeliverySchema.optional(),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof timelineItemSchema>;

export const profilesQuerySchema = listQuerySchema.extend({
  /** An identity, or the beginning of one, of a name or of an email; or `name=value` of a searchable trait. */
  search: z.string().trim().max(500).optional(),
  /** `name=value`: only people whose searchable trait has this value, whatever its case and accents. */
  trait: z.string().trim().max(1_000).optional(),
});
/** `fresh=true`: what is pending for this person is applied before the answer. */
export const freshQuerySchema = z.object({ fresh: z.enum(['true', 'false']).default('false') });
export const lookupQuerySchema = freshQuerySchema.extend({
  /** `type:value`, for instance `userId:u1`. */
  identity: z.string().min(1).max(600),
});
