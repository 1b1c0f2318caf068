import { z } from 'zod';

import { listQuerySchema } from '../platform/lists.js';
import { profileSummarySchema } from '../profiles/profiles.schemas.js';
import { matchingPhases, pairStates } from './matching.documents.js';
import { fieldKinds } from './model/settings.js';

const fieldKey = z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be 1–40 of a–z, 0–9 and "_", beginning with a letter');
const characters = z.number().int().min(1).max(20);
const weight = z.number().min(-20).max(60);

export const matchFieldSchema = z
  .strictObject({
    key: fieldKey,
    /** Traits that may hold it, `address.postalCode` for one inside another; the first that has a value counts. */
    traits: z
      .array(
        z
          .string()
          .trim()
          .min(1)
          .max(200)
          .regex(/^[^.]+(?:\.[^.]+)*$/, 'must be names joined by single dots'),
      )
      .min(1)
      .max(10),
    /** Where none of the traits has a value: this word of the trait `name`. */
    nameWord: z.enum(['first', 'last']).optional(),
    kind: z.enum(fieldKinds),
    /** Agreeing on a rare value counts more than on a common one. */
    termFrequency: z.boolean().default(false),
  })
  .meta({ id: 'MatchField' });

export const blockingPartSchema = z
  .strictObject({
    field: fieldKey,
    /** Only the first so many characters; not with `last`. */
    first: characters.optional(),
    last: characters.optional(),
  })
  .meta({ id: 'BlockingPart' });

const modelShape = {
  fields: z.array(matchFieldSchema).min(1).max(16),
  /** Profiles are compared where every part of at least one rule agrees. */
  blocking: z.array(z.array(blockingPartSchema).min(1).max(4)).min(1).max(20),
};

export const thresholdsSchema = z
  .strictObject({
    /** Match weight, log2 of the odds, from which a person looks at a pair. */
    review: weight,
    /** Match weight from which a pair is merged without asking. Null: never. */
    autoMerge: weight.nullable(),
  })
  .meta({ id: 'MatchingThresholds' });

export const putMatchingSettingsSchema = z
  .strictObject({
    /** Of the settings that were read: 409 `matching-settings-changed` when somebody changed them since. */
    revision: z.number().int().min(0),
    ...modelShape,
    thresholds: thresholdsSchema,
  })
  .meta({ id: 'MatchingSettingsChange' });
export type MatchingSettingsChange = z.infer<typeof putMatchingSettingsSchema>;

export const matchingSettingsSchema = z
  .object({
    revision: z.number().int(),
    ...modelShape,
    thresholds: thresholdsSchema,
    updatedAt: z.iso.datetime().nullable(),
    updatedBy: z.string().nullable(),
  })
  .meta({ id: 'MatchingSettings' });
export type MatchingSettingsAnswer = z.infer<typeof matchingSettingsSchema>;

const levelSchema = z.object({
  level: z.string(),
  /** Estimated share of true matches that reach it. */
  m: z.number(),
  /** Of pairs of different people. */
  u: z.number(),
  /** log2(m / u). */
  weight: z.number(),
});

export const matchingRunSchema = z
  .object({
    runId: z.string(),
    state: z.enum(['running', 'completed', 'cancelled', 'failed']),
    phase: z.enum(matchingPhases),
    /** Of the phase; `total` 0: not known. */
    done: z.number().int(),
    total: z.number().int(),
    startedAt: z.iso.datetime(),
    startedBy: z.string(),
    endedAt: z.iso.datetime().nullable(),
    /** Code of what ended a failed run. */
    failure: z.string().nullable(),
    /** Profiles that had something to compare. */
    profiles: z.number().int().nullable(),
    /** Pairs that blocking brought together. */
    candidates: z.number().int().nullable(),
    /** Pairs kept for review. */
    pairs: z.number().int().nullable(),
    merged: z.number().int().nullable(),
    /** Pairs above the line that an identity rule or limit kept apart. */
    refused: z.number().int().nullable(),
  })
  .meta({ id: 'MatchingRun' });
export type MatchingRunAnswer = z.infer<typeof matchingRunSchema>;

export const matchingRunDetailSchema = matchingRunSchema
  .extend({
    /** What estimation found; null before it has. */
    learned: z
      .object({
        /** Probability that two profiles drawn at random are one person. */
        lambda: z.number(),
        /** Where every weight starts: log2 of the odds of `lambda`. */
        prior: z.number(),
        fields: z.array(z.object({ key: z.string(), kind: z.enum(fieldKinds), levels: z.array(levelSchema) })),
        rules: z.array(
          z.object({
            rule: z.array(blockingPartSchema),
            pairs: z.number().int(),
            /** Values so common that who has them is not compared by this rule. */
            leftOut: z.object({ count: z.number().int(), values: z.array(z.object({ value: z.string(), profiles: z.number().int() })) }),
          }),
        ),
        /** Pairs of lower weight were counted and not kept. */
        keptFrom: z.number(),
        capped: z.boolean(),
      })
      .nullable(),
    /** For a line at each weight: pairs at or above it, and the estimated quality of calling all of them one person. Null before the run has compared. */
    curve: z.array(z.object({ weight: z.number(), pairs: z.number().int(), precision: z.number().nullable(), recall: z.number().nullable() })).nullable(),
  })
  .meta({ id: 'MatchingRunDetail' });
export type MatchingRunDetailAnswer = z.infer<typeof matchingRunDetailSchema>;

export const pairsQuerySchema = listQuerySchema.extend({
  /** Of merged ones the journal of merges tells. */
  state: z.enum(['open', 'later', 'notSame']).default('open'),
});
export type PairsQuery = z.infer<typeof pairsQuerySchema>;

export const matchPairSchema = z
  .object({
    pairId: z.string(),
    /** log2 of the odds that both are one person. */
    weight: z.number(),
    probability: z.number(),
    state: z.enum(pairStates),
    a: profileSummarySchema,
    b: profileSummarySchema,
    /** Where the weight starts. `prior` and every field's `weight` and `rarity` add up to it. */
    prior: z.number(),
    fields: z.array(
      z.object({
        key: z.string(),
        kind: z.enum(fieldKinds),
        /** Level of agreement, `equal` to `different`; null where a side has no value. */
        level: z.string().nullable(),
        weight: z.number(),
        /** Added for a value that is rarer, or taken off for one that is more common, than values are on average. */
        rarity: z.number(),
        /** As they are now; null where there is none, or where it is `masked`. */
        a: z.string().nullable(),
        b: z.string().nullable(),
        /** Read from a sensitive trait: the catalogue says so, or its name and values do. */
        masked: z.boolean(),
        /** Since they were compared. */
        changed: z.boolean(),
      }),
    ),
    runId: z.string(),
    comparedAt: z.iso.datetime(),
    decidedAt: z.iso.datetime().nullable(),
    decidedBy: z.string().nullable(),
    /** Open again although it was answered: a value changed, or its merge was undone. */
    reopened: z.enum(['changed', 'undone']).nullable(),
    /** Code of what kept a pair above the line from being merged without asking. */
    refused: z.string().nullable(),
  })
  .meta({ id: 'MatchPair' });
export type MatchPairAnswer = z.infer<typeof matchPairSchema>;

export const mergedPairSchema = z
  .object({
    /** The profile that both are now: the older one. */
    survivor: z.string(),
    /** In the journal of merges; null: they were one person already. */
    mergeId: z.string().nullable(),
  })
  .meta({ id: 'MergedPair' });
