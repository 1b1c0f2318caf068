import { z } from 'zod';

import { mostSteps } from './journey.schema.js';

/**
 * What publishing a version does with the people inside older ones (semantics §9). `pin` needs none: they finish the version they entered. `follow`: at
 * their next durable point they go on in the new version from the same step. `migrate`: at once.
 */
export interface PublishPlan extends PublishChoice {
  /** 1, 2, 3 … of its journey. A run takes them up in this order, each once. */
  number: number;
  people: 'follow' | 'migrate';
  /** The version that they go on in. */
  to: string;
  /** ms UTC. */
  at: number;
}

/** What whoever publishes chooses. */
export interface PublishChoice {
  people: 'pin' | 'follow' | 'migrate';
  /** Percent of the people inside, always the same ones: a tenth first, the others later. */
  share: number;
  /** Of waits that stand in both versions: the instant they were promised, or the new step's from the same arrival (past already: now). */
  timers: 'keep' | 'recompute';
  /** What becomes of people on a step that the new version does not have, or has as another type. Default `advance`. */
  removed: { [stepId: string]: RemovedStepAnswer };
}

/** `advance`: to the next step of the old way that the new version has. `atExpiry`: that, once their wait is over. `redirect`: to a step of the new version. */
export type RemovedStepAnswer = { action: 'advance' } | { action: 'atExpiry' } | { action: 'exit' } | { action: 'redirect'; to: string };

const stepIdSchema = z.string().min(1).max(64);

const removedStepSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('advance') }),
  z.strictObject({ action: z.literal('atExpiry') }),
  z.strictObject({ action: z.literal('exit') }),
  z.strictObject({ action: z.literal('redirect'), to: stepIdSchema }),
]);

export const publishChoiceSchema = z
  .strictObject({
    people: z
      .enum(['pin', 'follow', 'migrate'])
      .meta({ description: 'They finish the version they entered, go on in the new one at their next step, or at once.' }),
    share: z.number().gt(0).max(100).default(100).meta({ description: 'Percent of the people inside, always the same ones.' }),
    timers: z.enum(['keep', 'recompute']).default('keep'),
    removed: z
      .record(stepIdSchema, removedStepSchema)
      .refine((removed) => Object.keys(removed).length <= mostSteps, { error: `At most ${mostSteps} steps: name only those that are gone.` })
      .default({})
      .meta({ description: 'By step id: what becomes of people on a step that is gone.' }),
  })
  .meta({ id: 'PublishChoice' }) satisfies z.ZodType<PublishChoice>;
