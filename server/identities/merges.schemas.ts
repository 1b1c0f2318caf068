import { z } from 'zod';

import { listQuerySchema } from '../platform/lists.js';

const identitySchema = z.object({ type: z.string(), value: z.string() });

/** One side of a merge, as it was then or is now. */
const sideSchema = z
  .object({ id: z.string(), displayName: z.string(), identities: z.array(identitySchema), createdAt: z.iso.datetime() })
  .meta({ id: 'MergeSide' });
export type MergeSide = z.infer<typeof sideSchema>;

export const mergeSchema = z
  .object({
    id: z.string(),
    at: z.iso.datetime(),
    /** Both as they were. The survivor is the older one. */
    survivor: sideSchema,
    loser: sideSchema,
    /** `event`: one named both. `hand`: somebody decided. `matching`: a run found them to be one. */
    kind: z.enum(['event', 'hand', 'matching']),
    /** The event. */
    messageId: z.string().nullable(),
    /** What it names. */
    names: z.array(z.string()),
    /** Who decided, by name where it is known. */
    by: z.string().nullable(),
    note: z.string().nullable(),
    undone: z.object({ at: z.iso.datetime(), by: z.string().nullable() }).nullable(),
  })
  .meta({ id: 'Merge' });
export type MergeAnswer = z.infer<typeof mergeSchema>;

const traitValueSchema = z.object({ value: z.unknown(), at: z.iso.datetime(), source: z.string() }).nullable();

const changedSegmentSchema = z.object({ key: z.string(), name: z.string(), before: z.array(z.boolean()), after: z.array(z.boolean()) });

/** What a merge would do. Order of pairs: survivor, loser. */
export const mergePreviewSchema = z
  .object({
    survivor: sideSchema,
    loser: sideSchema,
    /** Traits that both have, with different values. `why`: the value that is newer by its event wins; of equally new ones that of the larger messageId. */
    conflicts: z.array(
      z.object({
        name: z.string(),
        /** Sensitive: values left out. */
        masked: z.boolean(),
        survivor: traitValueSchema,
        loser: traitValueSchema,
        wins: z.enum(['survivor', 'loser']),
        why: z.enum(['newer', 'same-time']),
      }),
    ),
    /** Traits of one alone: both keep them. */
    onlyOne: z.number().int(),
    /** An identity rule that both exceed together. Merging by hand goes over it; the next event does not. */
    exceeds: z.object({ type: z.string(), limit: z.number().int() }).nullable(),
    /** Unsubscribed since, by channel; the strictest stands. */
    consent: z.array(
      z.object({ channel: z.string(), survivor: z.iso.datetime().nullable(), loser: z.iso.datetime().nullable(), after: z.iso.datetime().nullable() }),
    ),
    /** Active runs. `kept` false: the journey's re-entry rule lets one of them go on, the older one. */
    runs: z.array(
      z.object({
        runId: z.string(),
        journey: z.string(),
        journeyName: z.string(),
        of: z.enum(['survivor', 'loser']),
        kept: z.boolean(),
        /** Why it ends: `merged`, or an exit that the other side had met. */
        reason: z.string().nullable(),
      }),
    ),
    /** Segments in which somebody would be, or no longer be. */
    segments: z.array(changedSegmentSchema),
    /** Journeys that the change of segments would start. */
    starts: z.array(z.object({ journey: z.string(), journeyName: z.string() })),
    /** Steps that a run which ends has come by already: the run that goes on does not send their messages again. */
    notRepeated: z.array(z.object({ journey: z.string(), journeyName: z.string(), steps: z.array(z.string()) })),
  })
  .meta({ id: 'MergePreview' });
export type MergePreview = z.infer<typeof mergePreviewSchema>;

/** What undoing a merge would do. Order of pairs: who stays, who leaves. */
export const undoPreviewSchema = z
  .object({
    merge: mergeSchema,
    stays: sideSchema,
    leaves: sideSchema,
    /** Events of each. */
    events: z.array(z.number().int()),
    /** Traits that differ from what the person has now. */
    traits: z.array(z.object({ name: z.string(), masked: z.boolean(), now: traitValueSchema, stays: traitValueSchema, leaves: traitValueSchema })),
    consent: z.array(
      z.object({ channel: z.string(), now: z.iso.datetime().nullable(), stays: z.iso.datetime().nullable(), leaves: z.iso.datetime().nullable() }),
    ),
    runs: z.array(z.object({ runId: z.string(), journey: z.string(), journeyName: z.string(), to: z.enum(['stays', 'leaves']) })),
    segments: z.array(changedSegmentSchema),
    /** Pairs of identities that link the two no more, however often they are named together again. */
    apart: z.array(z.object({ stays: z.string(), leaves: z.string() })),
    /** Ids of profiles merged later that go with who leaves. */
    redirected: z.array(z.string()),
  })
  .meta({ id: 'UndoPreview' });
export type UndoPreview = z.infer<typeof undoPreviewSchema>;

export const mergeRequestSchema = z
  .strictObject({
    /** The other profile's id. */
    with: z.string().min(1).max(200),
    /** Answers the preview alone; nothing is changed. */
    dryRun: z.boolean().default(false),
    note: z.string().trim().min(1).max(500).optional(),
  })
  .meta({ id: 'MergeRequest' });
export const undoRequestSchema = z.strictObject({ dryRun: z.boolean().default(false) }).meta({ id: 'UndoMergeRequest' });

/** `preview`: of a dry run. `already`: nothing was left to do. `merge` null: one of the ids led to the other for longer than the list tells. */
export const mergeResultSchema = z
  .object({ merge: mergeSchema.nullable(), preview: mergePreviewSchema.nullable(), already: z.boolean() })
  .meta({ id: 'MergeResult' });
export type MergeResult = z.infer<typeof mergeResultSchema>;
export const undoResultSchema = z.object({ merge: mergeSchema, preview: undoPreviewSchema.nullable(), already: z.boolean() }).meta({ id: 'UndoMergeResult' });
export type UndoResult = z.infer<typeof undoResultSchema>;

export const mergesQuerySchema = listQuerySchema.extend({
  /** A profile's id: merges that it took part in. */
  profile: z.string().max(200).optional(),
  state: z.enum(['standing', 'undone']).optional(),
});
export type MergesQuery = z.infer<typeof mergesQuerySchema>;
