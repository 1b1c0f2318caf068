import { durationSchema, eventMatcherSchema } from '@cairn/rules/contracts/condition.schema.js';
import { z } from 'zod';

import type { ReadySetRequest } from './ready-sets.js';

const days = z.number().int().min(1).max(3_650);
const property = z.string().min(1).max(512);
const counted = { event: eventMatcherSchema, within: durationSchema.optional() };

const rfmSettings = z.strictObject({
  recency: z.strictObject({ event: eventMatcherSchema }),
  frequency: z.strictObject(counted),
  monetary: z.strictObject({ ...counted, property, measure: z.enum(['sum', 'average']) }),
});
const lifecycleSettings = z.strictObject({ event: eventMatcherSchema, newDays: days, activeDays: days, atRiskDays: days });
const orderValueSettings = z.strictObject({ event: eventMatcherSchema, property });

/** What traits and segments are called, by key (`rfm-champions`, `lifecycle_stage`); absent ones in English. */
const names = z.record(z.string().max(64), z.string().trim().min(1).max(120)).optional();

export const readySetRequestSchema = z
  .discriminatedUnion('set', [
    z.strictObject({ set: z.literal('rfm'), settings: rfmSettings, names }),
    z.strictObject({ set: z.literal('lifecycle'), settings: lifecycleSettings, names }),
    z.strictObject({ set: z.literal('orderValue'), settings: orderValueSettings, names }),
  ])
  .meta({ id: 'ReadySetRequest' }) as unknown as z.ZodType<ReadySetRequest & { names?: { [key: string]: string } }>;

const cutPointsSchema = z.object({ recency: z.array(z.number()), frequency: z.array(z.number()), monetary: z.array(z.number()) });

export const readySetPreviewSchema = z
  .object({
    /** People there are, and people asked; fewer: the head-counts are scaled up. */
    total: z.number().int(),
    asked: z.number().int(),
    /** rfm: the eleven segments; lifecycle: the stages; orderValue: none. In the order of the best first. */
    groups: z.array(z.object({ value: z.string(), people: z.number().int() })),
    /** People without any: they never did what counts. */
    outside: z.number().int(),
    cutPoints: cutPointsSchema.nullable(),
    /** rfm: the 25 places, by recency and by frequency and monetary value together, 1–5 each, with the segment that each belongs to. */
    grid: z.array(z.object({ recency: z.number().int(), value: z.number().int(), segment: z.string(), people: z.number().int() })).nullable(),
    /** Names of what would be made, and of those what is there already. */
    traits: z.array(z.object({ name: z.string(), label: z.string(), exists: z.boolean() })),
    segments: z.array(z.object({ key: z.string(), name: z.string(), exists: z.boolean() })),
    tookMs: z.number(),
  })
  .meta({ id: 'ReadySetPreview' });
export type ReadySetPreviewAnswer = z.infer<typeof readySetPreviewSchema>;

export const readySetSchema = z
  .object({
    set: z.enum(['rfm', 'lifecycle', 'orderValue']),
    installed: z.boolean(),
    /** As installed; else what the events that were seen suggest, null: nothing that fits was seen. */
    settings: z.record(z.string(), z.unknown()).nullable(),
    /** What its traits and segments were called when it was installed, by key. */
    names: z.record(z.string(), z.string()),
    cutPoints: z
      .object({
        ...cutPointsSchema.shape,
        at: z.iso.datetime(),
        /** Of how many people they were made. */
        people: z.number().int(),
        dueAt: z.iso.datetime().nullable(),
        lastLook: z.object({ at: z.iso.datetime(), moved: z.number(), published: z.boolean() }).nullable(),
      })
      .nullable(),
  })
  .meta({ id: 'ReadySet' });
export type ReadySetAnswer = z.infer<typeof readySetSchema>;
