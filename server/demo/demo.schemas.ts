import { z } from 'zod';

import { definitionKinds, demoJobKinds, demoPhases } from './demo-job.js';

const named = z.object({ kind: z.enum(definitionKinds), key: z.string(), name: z.string() });

/** `edited`: somebody changed or commented it. `used`: something that stays uses it. `others-inside`: people who are not the demo's entered it. */
export const stayReasons = ['edited', 'used', 'others-inside'] as const;

export const demoJobSchema = z
  .object({
    id: z.string(),
    kind: z.enum(demoJobKinds),
    state: z.enum(['running', 'completed', 'failed']),
    phase: z.enum(demoPhases),
    /** Of the phase. */
    done: z.number().int(),
    total: z.number().int(),
    /** Of a removal: people gone, and people who stay since they are not the demo's alone. */
    gone: z.number().int(),
    stayed: z.number().int(),
    /** Code of what ended a failed one. */
    reason: z.string().nullable(),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().nullable(),
  })
  .meta({ id: 'DemoJob' });

export const demoSchema = z
  .object({
    /** Demo data was filled and not removed since. */
    present: z.boolean(),
    /** False: the workspace has people of its own (never in embedded mode), or the demo is there. */
    canFill: z.boolean(),
    /** Journeys of the demo are published with it: in embedded mode. Elsewhere they are drafts, for a real provider stands behind. */
    publishes: z.boolean(),
    /** The newest; null: there was none. */
    job: demoJobSchema.nullable(),
  })
  .meta({ id: 'Demo' });

export const demoRemovalSchema = z
  .object({
    people: z.number().int(),
    events: z.number().int(),
    runs: z.number().int(),
    /** Of those runs: inside a journey now. */
    inside: z.number().int(),
    deliveries: z.number().int(),
    definitions: z.array(named),
    staying: z.object({
      /** People of the demo with events, edits or tags that are not the demo's. */
      people: z.number().int(),
      definitions: z.array(named.extend({ why: z.enum(stayReasons) })),
    }),
  })
  .meta({ id: 'DemoRemoval' });

export type DemoAnswer = z.infer<typeof demoSchema>;
export type DemoJobAnswer = z.infer<typeof demoJobSchema>;
export type DemoRemovalAnswer = z.infer<typeof demoRemovalSchema>;
export type StayReason = (typeof stayReasons)[number];
