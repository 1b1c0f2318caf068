import { z } from 'zod';

import { identityTypes } from '../events/event.js';
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
    identities: z.array(z.object({ type: z.enum(identityTypes), value: z.string() })),
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
    identities: z.array(
      z.object({
        type: z.enum(identityTypes),
        value: z.string(),
        since: z.iso.datetime(),
        /** The event that brought it; null: it is not stored any more. */
        by: z.object({ messageId: z.string(), name: z.string(), source: z.string() }).nullable(),
      }),
    ),
    /** By name. A cleared trait is absent. `masked`: the value is null here, and shown by POST …/reveal, which is audited. */
    traits: z.array(z.object({ name: z.string(), value: z.unknown(), at: z.iso.datetime(), source: z.string(), masked: z.boolean() })),
    /** Computed traits and scores, by name. `at`: since when it has this value. */
    computed: z.array(z.object({ name: z.string(), value: z.unknown(), at: z.iso.datetime() })),
    segments: z.array(z.object({ key: z.string(), name: z.string(), since: z.iso.datetime() })),
    /** The last stay in each segment that the person has left, the latest first. */
    formerSegments: z.array(z.object({ key: z.string(), name: z.string(), since: z.iso.datetime(), until: z.iso.datetime() })),
    /** Those that the person belongs to, by name. */
    accounts: z.array(z.object({ id: z.string(), name: z.string(), since: z.iso.datetime() })),
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
    kind: z.enum(['entry', 'refusal', 'split', 'wait', 'exit', 'send', 'version', 'identity']),
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

const timelineKinds = ['event', 'decision', 'run', 'delivery', 'merge', 'consent', 'tag'] as const;
export type TimelineKind = (typeof timelineKinds)[number];

/** `maskedTraits`: names of sensitive traits that it brought, left out. */
export const timelineEventSchema = eventSchema.extend({ maskedTraits: z.array(z.string()).optional() }).meta({ id: 'TimelineEvent' });
export type TimelineEventAnswer = z.infer<typeof timelineEventSchema>;

/** What happened to one person, of every kind, newest first. Exactly one of them is present, named by `kind`. */
export const timelineItemSchema = z
  .object({
    kind: z.enum(timelineKinds),
    id: z.string(),
    at: z.iso.datetime(),
    event: timelineEventSchema.optional(),
    merge: z
      .object({
        id: z.string(),
        /** `undone`: the item tells that the merge was taken back. */
        what: z.enum(['merged', 'undone']),
        survivor: z.string(),
        loser: z.string(),
        /** The loser's name then. */
        name: z.string(),
        /** `user:…`, `key:…`, `matching`; null: an event named both. */
        by: z.string().nullable(),
        messageId: z.string().nullable(),
        /** It still stands. */
        canUndo: z.boolean(),
      })
      .optional(),
    consent: z.object({ channel: z.string(), action: z.enum(['unsubscribed', 'resubscribed']), via: z.enum(['one-click', 'page']) }).optional(),
    tag: z.object({ key: z.string(), name: z.string(), color: z.enum(tagColors), on: z.boolean(), by: z.enum(tagOrigins), source: z.string() }).optional(),
    decision: decisionSchema.optional(),
    run: profileRunSchema.optional(),
    delivery: profileDeliverySchema.optional(),
  })
  .meta({ id: 'TimelineItem' });
export type TimelineItem = z.infer<typeof timelineItemSchema>;

/** Values that one trait had, the newest by event time first. */
export const traitValueSchema = z
  .object({
    value: z.unknown(),
    masked: z.boolean(),
    at: z.iso.datetime(),
    receivedAt: z.iso.datetime(),
    source: z.string(),
    messageId: z.string(),
  })
  .meta({ id: 'TraitValue' });
export type TraitValueAnswer = z.infer<typeof traitValueSchema>;

export const revealSchema = z.strictObject({ trait: z.string().min(1).max(512) }).meta({ id: 'Reveal' });
export const revealedSchema = z.object({ name: z.string(), value: z.unknown() }).meta({ id: 'Revealed' });

export const timelineQuerySchema = listQuerySchema.extend({
  /** Of these kinds only, separated by commas; absent: all. */
  kinds: z
    .string()
    .transform((text) => text.split(',').filter((kind) => kind !== ''))
    .pipe(z.array(z.enum(timelineKinds)).min(1))
    .default([...timelineKinds]),
});
export type TimelineQuery = z.infer<typeof timelineQuerySchema>;

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
