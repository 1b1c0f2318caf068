import { durationSchema, journeyDefinitionSchema, journeyKeySchema, journeyLayoutSchema } from '@cairn/workflows/contracts/journey.schema.js';
import { publishChoiceSchema } from '@cairn/workflows/contracts/publish-plan.js';
import { runEndReasons } from '@cairn/workflows/contracts/run.js';
import { z } from 'zod';

import { listQuerySchema, pageSchema } from '../platform/lists.js';
import { stepResults } from './run-counts.js';

export { durationSchema, journeyKeySchema };

/** Checked by the service, whose answer names the step; here only that it is an object. */
const definitionInput = z.looseObject({}).meta({ description: 'A JourneyDefinition.' });

export const putJourneySchema = definitionInput;
export const saveDraftSchema = z
  .object({ definition: definitionInput, layout: journeyLayoutSchema.default({ positions: {} }), draftRevision: z.int().min(0) })
  .meta({ id: 'SaveJourneyDraft' });
export const publishSchema = z
  .object({
    draftRevision: z.int().min(0).optional(),
    plan: publishChoiceSchema.optional().meta({ description: 'Absent: people inside finish the version they entered.' }),
  })
  .optional();
export const validateSchema = z.object({ definition: z.unknown() });

const numbersSchema = z.object({ entered: z.int(), active: z.int(), ended: z.int() });
const instantSchema = z.iso.datetime();

export const problemSchema = z
  .object({ path: z.string(), code: z.string(), message: z.string(), stepId: z.string().optional(), severity: z.enum(['error', 'warning']) })
  .meta({ id: 'JourneyProblem' });

export const journeySchema = z
  .object({
    workspace: z.string(),
    key: journeyKeySchema,
    draft: journeyDefinitionSchema,
    layout: journeyLayoutSchema,
    draftRevision: z.int(),
    liveVersion: z.string().nullable(),
    liveNumber: z.int().nullable(),
    state: z.enum(['draft', 'live', 'paused', 'archived']),
    /** The draft differs from the version that is live. */
    changed: z.boolean(),
    /** Answered when one is saved: what publishing would refuse. */
    problems: z.array(problemSchema).optional(),
    numbers: numbersSchema.optional(),
    createdAt: instantSchema,
    updatedAt: instantSchema,
  })
  .meta({ id: 'Journey' });
export type JourneyAnswer = z.infer<typeof journeySchema>;

export const publishedSchema = z
  .object({
    version: z.string(),
    number: z.int(),
    inside: z.int(),
    plan: z.int().nullable().meta({ description: 'Null: people inside finish what they entered.' }),
  })
  .meta({ id: 'PublishedJourney' });
export const problemsSchema = z.object({ problems: z.array(problemSchema) }).meta({ id: 'JourneyProblems' });

export const countsSchema = z
  .object({
    steps: z.record(z.string(), z.object({ waiting: z.int(), passed: z.int(), failed: z.int() })),
    edges: z.record(z.string(), z.int()),
    ...numbersSchema.shape,
  })
  .meta({ id: 'JourneyCounts' });
export const countsQuerySchema = z.object({ since: z.iso.datetime({ offset: true }).optional() });

export const stepIdSchema = z.string().min(1).max(64);
/** What can be looked at and talked about: a step, or the trigger. */
export const nodeIdSchema = z.string().regex(/^(@trigger|[a-z0-9][a-z0-9-]{0,63})$/, 'must be the id of a step, or @trigger');

export const stepResultsSchema = z
  .object({
    waiting: z.int(),
    passed: z.int(),
    failed: z.int(),
    /** Of those who left, most first. `ended`: their run ended while they were here. */
    outcomes: z.array(z.object({ outcome: z.string(), reason: z.string().nullable(), count: z.int() })),
  })
  .meta({ id: 'StepResults' });

export const insideSchema = z
  .object({
    people: z.int(),
    /** Of them, those whose wait is over. */
    due: z.int(),
    /** Everybody who ever entered. */
    entered: z.int(),
    versions: z.array(z.object({ version: z.string(), number: z.int().nullable(), people: z.int() })),
    /** Where they stand, most people first. */
    steps: z.array(z.object({ version: z.string(), stepId: z.string(), people: z.int() })),
  })
  .meta({ id: 'JourneyInside' });
export type InsideAnswer = z.infer<typeof insideSchema>;

export const draftSavesQuerySchema = z.object({ after: z.coerce.number().int().min(0).default(0) });
export const draftSavesSchema = z
  .object({
    items: z.array(
      z.object({
        revision: z.int(),
        /** Null: an account or key that is gone. */
        name: z.string().nullable(),
        /** The one who asks. */
        you: z.boolean(),
        at: instantSchema,
        /** Added, changed or removed; `@trigger`: the journey's settings. */
        steps: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: 'JourneyDraftSaves' });

export const runsQuerySchema = listQuerySchema
  .extend({
    state: z.enum(['active', 'ended']).optional(),
    step: stepIdSchema.optional(),
    result: z.enum(stepResults).optional(),
    way: z.string().max(64).optional(),
    outcome: z.string().max(64).optional(),
    reason: z.string().max(200).optional(),
    since: z.iso.datetime({ offset: true }).optional(),
    profileId: z.string().max(200).optional(),
  })
  .refine(({ step, result, way, outcome }) => step !== undefined || (result ?? way ?? outcome) === undefined, {
    path: ['step'],
    message: '`result`, `way` and `outcome` are of a step: name it',
  });

const pathEntrySchema = z.object({
  stepId: z.string(),
  visit: z.int(),
  arrivedAt: z.number(),
  leftAt: z.number().optional(),
  outcome: z.string().optional(),
  reason: z.string().optional(),
});

export const runSchema = z
  .object({
    runId: z.string(),
    profileId: z.string(),
    displayName: z.string().optional(),
    journey: z.string(),
    version: z.string(),
    state: z.enum(['active', 'ended']),
    enteredAt: instantSchema,
    endedAt: instantSchema.nullable(),
    endReason: z.enum(runEndReasons).nullable(),
    /** Where it stands, what it waits for, what started it. Instants inside are ms UTC. */
    run: z.looseObject({}),
    path: z.array(pathEntrySchema),
    temporalWorkflowId: z.string(),
    /** The same run in Temporal's own pages; null when they are not configured. */
    temporalUrl: z.string().nullable(),
  })
  .meta({ id: 'JourneyRun' });
export type RunAnswer = z.infer<typeof runSchema>;
export const runsSchema = pageSchema(runSchema);

export const versionSchema = z
  .object({ hash: z.string(), number: z.int(), definition: journeyDefinitionSchema, createdAt: instantSchema, createdBy: z.string() })
  .meta({ id: 'JourneyVersion' });

export const whyQuerySchema = z.object({ journey: journeyKeySchema });
export const whySchema = z
  .object({
    entered: z.boolean(),
    runs: z.array(runSchema),
    reasons: z.array(
      z.object({
        code: z.string(),
        /** Key of the sentence in the web's texts: `why.` and the code. */
        sentenceKey: z.string(),
        values: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
        at: instantSchema.nullable(),
        /** Clause by clause: how the condition stands now. */
        explanation: z.looseObject({}).optional(),
        /** What was read when it was decided. */
        detail: z.looseObject({}).optional(),
      }),
    ),
    steps: z.array(
      z.object({
        stepId: z.string(),
        at: instantSchema,
        kind: z.string(),
        outcome: z.string(),
        cause: z.string().optional(),
        detail: z.looseObject({}).optional(),
      }),
    ),
  })
  .meta({ id: 'Why' });
export type WhyAnswer = z.infer<typeof whySchema>;

export const entriesSchema = z
  .strictObject({
    people: z
      .array(z.string().min(1).max(600))
      .min(1)
      .max(1_000)
      .meta({ description: '`type:value` each: `userId:42`, `email:ada@example.com`, `external:crm:7`. Who is not known yet becomes known.' }),
    payload: z.record(z.string(), z.unknown()).optional().meta({ description: 'What the journey finds as its trigger’s properties.' }),
    idempotencyKey: z.string().min(1).max(200).optional().meta({ description: 'The same call under the same key brings nobody in twice.' }),
  })
  .meta({ id: 'JourneyEntries' });
export const enteredSchema = z
  .object({ accepted: z.int(), rejected: z.array(z.object({ index: z.int(), code: z.string(), message: z.string() })) })
  .meta({ id: 'JourneyEntriesTaken' });
