import { z } from 'zod';

import { listQuerySchema } from '../platform/lists.js';
import { conditionSchema, segmentKeySchema } from '../segments/segments.schemas.js';

const nameSchema = z.string().trim().min(1).max(200);

export const ruleActionSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('tag'), tag: segmentKeySchema, action: z.enum(['add', 'remove']) }),
    z.strictObject({
      type: z.literal('trait'),
      name: nameSchema,
      /** `null` clears it; `{trait}` and `{computed}` take over another value as it is then. */
      value: z.union([
        z.string().max(1_000),
        z.number(),
        z.boolean(),
        z.null(),
        z.strictObject({ trait: nameSchema }),
        z.strictObject({ computed: nameSchema }),
      ]),
    }),
    /** Whatever starts the journey else; its re-entry and exit rules hold. */
    z.strictObject({ type: z.literal('journey'), journey: segmentKeySchema }),
    /** Says it to the team, under Rules → Notices. */
    z.strictObject({ type: z.literal('notify'), text: z.string().trim().min(1).max(500) }),
  ])
  .meta({ id: 'RuleAction' });

export const ruleDefinitionSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    description: z.string().max(2_000).optional(),
    /** The higher first; of equal ones by key. When rules turn together, who comes later has the last word. */
    priority: z.int().min(1).max(1_000).default(1),
    enabled: z.boolean().default(true),
    condition: conditionSchema,
    /** Done when the condition turns true, in this order. */
    whenTrue: z.array(ruleActionSchema).max(10).default([]),
    /** Done when it turns false. */
    whenFalse: z.array(ruleActionSchema).max(10).default([]),
    /** Journeys and notices are for those, too, whom saving it finds to fulfil it already. Tags and traits always are. */
    current: z.boolean().default(false),
  })
  .refine(({ whenTrue, whenFalse }) => whenTrue.length + whenFalse.length > 0, { path: ['whenTrue'], message: 'does nothing: name an action' })
  .meta({ id: 'RuleDefinition' });

export const ruleSchema = z
  .object({
    key: z.string(),
    name: z.string(),
    description: z.string().optional(),
    priority: z.int(),
    enabled: z.boolean(),
    condition: z.record(z.string(), z.unknown()),
    whenTrue: z.array(ruleActionSchema),
    whenFalse: z.array(ruleActionSchema),
    current: z.boolean(),
    /** Changes with every save; `If-Match` on PUT names it. */
    liveVersion: z.string(),
    /** For whom its condition holds now; of one that is off nobody. */
    people: z.int(),
    /** Profiles asked since it changed, of all. Equal: `people` is final. */
    backfill: z.object({ done: z.int(), total: z.int() }),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
    /** `user:…` or `key:…`, and what they are called. */
    updatedBy: z.object({ id: z.string(), name: z.string() }),
  })
  .meta({ id: 'Rule' });
export type RuleAnswer = z.infer<typeof ruleSchema>;

export const rulesSchema = z
  .object({
    /** In the order in which they act. */
    items: z.array(ruleSchema),
    nextCursor: z.null(),
    total: z.int(),
    /** Rules that are on and want different things of one tag or trait. `rules`: their keys; the last has the last word. */
    conflicts: z.array(z.object({ kind: z.enum(['tag', 'trait']), of: z.string(), rules: z.array(z.string()) })),
  })
  .meta({ id: 'Rules' });
export type RulesAnswer = z.infer<typeof rulesSchema>;

export const ruleOrderSchema = z.strictObject({ keys: z.array(segmentKeySchema).min(1).max(200) }).meta({ id: 'RuleOrder' });

export const noticeSchema = z
  .object({
    id: z.string(),
    rule: z.string(),
    /** What the rule is called; its key, if it is gone. */
    ruleName: z.string(),
    profileId: z.string(),
    /** What the person is called; null: not known any more. */
    displayName: z.string().nullable(),
    /** The condition turned true; false: turned false. */
    on: z.boolean(),
    text: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'Notice' });
export type NoticeAnswer = z.infer<typeof noticeSchema>;

export const noticesQuerySchema = listQuerySchema;
