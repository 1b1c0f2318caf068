import { z } from 'zod';

import { listQuerySchema } from '../platform/lists.js';
import { personalClasses } from './personal-class.js';

export const traitKindSchema = z.enum(['trait', 'accountTrait', 'property', 'computed', 'segment', 'tag']);
export type TraitKind = z.infer<typeof traitKindSchema>;
const valueTypeSchema = z.enum(['text', 'number', 'boolean', 'date', 'list', 'object']);
const personalClassSchema = z.enum(personalClasses);

/** One line of the catalogue. */
export const traitSchema = z
  .object({
    kind: traitKindSchema,
    name: z.string(),
    /** What people call it: computed traits, segments, tags. */
    label: z.string().nullable(),
    /** property: of which event. */
    event: z.string().nullable(),
    types: z.array(valueTypeSchema),
    /** Times seen in events. */
    count: z.number().int(),
    /** 0–1: of people (traits, computed), of that event's messages (properties); null: not known. */
    share: z.number().nullable(),
    /** The share is of a sample of people. */
    shareEstimated: z.boolean(),
    /** Sources that sent it. */
    sources: z.array(z.string()),
    /** One value that was seen; masked where it tells who somebody is. */
    example: z.unknown(),
    exampleMasked: z.boolean(),
    personalClass: z.object({
      value: personalClassSchema,
      /** `person`: somebody confirmed or corrected it; else what the guess rests on. */
      by: z.enum(['person', 'name', 'value', 'nothing']),
      guess: personalClassSchema,
    }),
    owner: z.string().nullable(),
    description: z.string().nullable(),
    /** Browsers may read it by a public read token. */
    public: z.boolean(),
    /** People can be found by its value. */
    searchable: z.boolean(),
    firstSeenAt: z.iso.datetime().nullable(),
    lastSeenAt: z.iso.datetime().nullable(),
    /** When and by whom it was last described. */
    noted: z.object({ at: z.iso.datetime(), by: z.string() }).nullable(),
  })
  .meta({ id: 'Trait' });
export type TraitAnswer = z.infer<typeof traitSchema>;

export const traitsSchema = z
  .object({
    items: z.array(traitSchema),
    nextCursor: z.string().nullable(),
    total: z.number().int(),
    /** Names kept of each kind, and at most how many: later ones are not listed. */
    limits: z.array(z.object({ kind: traitKindSchema, kept: z.number().int(), limit: z.number().int() })),
    /** Of everything listed: what the filters offer. */
    sources: z.array(z.string()),
    searchable: z.object({ used: z.number().int(), limit: z.number().int() }),
  })
  .meta({ id: 'Traits' });
export type TraitsAnswer = z.infer<typeof traitsSchema>;

export const traitsQuerySchema = listQuerySchema.extend({
  kind: traitKindSchema.optional(),
  personalClass: personalClassSchema.or(z.literal('personal')).optional(),
  source: z.string().max(200).optional(),
  event: z.string().max(512).optional(),
  /** In name, event, description or owner. */
  search: z.string().trim().max(200).optional(),
  /** `unconfirmed`: personal by guess, and nobody has said so. */
  review: z.enum(['unconfirmed']).optional(),
  /** `true`: only what browsers may read by a public token. */
  public: z.enum(['true']).optional(),
});
export type TraitsQuery = z.infer<typeof traitsQuerySchema>;

/** null takes back what was said. */
export const traitPatchSchema = z
  .strictObject({
    owner: z.string().trim().min(1).max(200).nullable().optional(),
    description: z.string().trim().min(1).max(2_000).nullable().optional(),
    personalClass: personalClassSchema.nullable().optional(),
    public: z.boolean().optional(),
    searchable: z.boolean().optional(),
  })
  .meta({ id: 'TraitPatch' });
export type TraitPatch = z.infer<typeof traitPatchSchema>;

export const traitPlaceQuerySchema = z.object({ event: z.string().min(1).max(512).optional() });
