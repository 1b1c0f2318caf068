import { eventMatcherSchema, measureSchema } from '@cairn/rules/contracts/condition.schema.js';
import { z } from 'zod';
import { askerKinds } from '../conditions/askers.js';

import type { ComputedSource, ComputedTraitDefinition } from '../platform/collections.js';

/** Chosen by the author; what conditions and templates call it. */
export const computedNameSchema = z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'must be 1–64 letters, digits and "_", beginning with a letter');

const days = z.number().int().min(1).max(3_650);
const name = z.string().min(1).max(64);

export const clusterLimits = { dimensions: 8, clusters: 12 } as const;

export const clusterDimensionSchema = z.strictObject({ kind: z.enum(['trait', 'computed']), name: z.string().min(1).max(200) });

/** What rules/ checks more closely, naming the place: event, where, property, window. */
export const computedSourceSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('measure'), measure: measureSchema }),
  z.strictObject({
    type: z.literal('uniqueList'),
    event: eventMatcherSchema,
    property: z.string().min(1),
    within: z.record(z.string(), z.unknown()).optional(),
  }),
  z.strictObject({
    type: z.literal('score'),
    measure: measureSchema,
    /** Four, ascending. */
    cutPoints: z.array(z.number()).length(4),
    better: z.enum(['more', 'less']),
  }),
  z.strictObject({ type: z.literal('rfmSegment'), recency: name, frequency: name, monetary: name }),
  z.strictObject({
    type: z.literal('cluster'),
    dimensions: z
      .array(clusterDimensionSchema.extend({ scale: z.enum(['plain', 'log']), mean: z.number(), deviation: z.number().positive() }))
      .min(1)
      .max(clusterLimits.dimensions),
    missing: z.enum(['zero', 'none']),
    clusters: z
      .array(z.strictObject({ value: z.string().min(1).max(64), center: z.array(z.number()) }))
      .min(2)
      .max(clusterLimits.clusters),
  }),
  z.strictObject({ type: z.literal('lifecycle'), event: eventMatcherSchema, newDays: days, activeDays: days, atRiskDays: days }),
]) as unknown as z.ZodType<ComputedSource>;

export const computedDefinitionSchema = z
  .strictObject({
    label: z.string().trim().min(1).max(120),
    description: z.string().max(2_000).optional(),
    set: z.enum(['rfm', 'lifecycle', 'orderValue']).optional(),
    source: computedSourceSchema,
  })
  .meta({ id: 'ComputedTraitDefinition' }) as unknown as z.ZodType<ComputedTraitDefinition>;

const shareSchema = z.object({ withValue: z.number().int(), people: z.number().int(), estimated: z.boolean() });

export const computedTraitSchema = z
  .object({
    name: z.string(),
    label: z.string(),
    description: z.string().optional(),
    /** The ready set that brought it. */
    set: z.string().optional(),
    source: z.record(z.string(), z.unknown()),
    liveVersion: z.string().nullable(),
    /** How many have a value, of the people looked at. */
    share: shareSchema,
    /** Profiles folded by the newest definitions, of all. Equal: everybody has its value. */
    backfill: z.object({ done: z.number().int(), total: z.number().int() }),
    usedBy: z.array(z.object({ kind: z.enum([...askerKinds, 'computedTrait']), key: z.string(), name: z.string() })),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'ComputedTrait' });
export type ComputedTraitAnswer = z.infer<typeof computedTraitSchema>;

export const distributionSchema = z
  .object({
    people: z.number().int(),
    withValue: z.number().int(),
    kind: z.enum(['number', 'date', 'text', 'boolean', 'list', 'none']),
    summary: z.object({ least: z.number(), greatest: z.number(), average: z.number(), median: z.number() }).nullable(),
    buckets: z.array(z.object({ label: z.string().nullable(), from: z.number().nullable(), to: z.number().nullable(), count: z.number().int() })),
  })
  .meta({ id: 'Distribution' });

export const computedDetailSchema = computedTraitSchema.extend({ distribution: distributionSchema }).meta({ id: 'ComputedTraitDetail' });
export type ComputedDetailAnswer = z.infer<typeof computedDetailSchema>;

export const computedPreviewRequestSchema = z
  .strictObject({ source: computedSourceSchema, profileId: z.string().max(200).optional() })
  .meta({ id: 'ComputedPreviewRequest' });

export const computedPreviewSchema = z
  .object({
    /** Over the people that were asked within a second. */
    distribution: distributionSchema,
    /** People there are. */
    total: z.number().int(),
    /** Of the person asked for; `value` null: none. `changesAt`: when time alone changes it next. */
    person: z.object({ id: z.string(), displayName: z.string(), value: z.unknown(), changesAt: z.iso.datetime().nullable() }).nullable(),
    tookMs: z.number(),
  })
  .meta({ id: 'ComputedPreview' });
export type ComputedPreviewAnswer = z.infer<typeof computedPreviewSchema>;
