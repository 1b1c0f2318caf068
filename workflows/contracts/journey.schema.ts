import type { Condition, WhereCondition } from '@cairn/rules/contracts/condition.js';
import { z } from 'zod';

import type { JourneyDefinition, JourneyLayout } from './journey.js';

/**
 * The shape of a definition, drafts included: closed objects, bounded lists and texts. What a draft may still miss (a target, a template)
 * passes here and is told by `validateJourney`. Conditions are only checked to be objects: `validateCondition` knows their language.
 */

export const mostSteps = 1_000;
export const mostBranches = 20;
export const mostExits = 20;

export const journeyKeySchema = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens, at most 64, not beginning with a hyphen')
  .meta({ description: 'Chosen by the author; lower-case letters, digits and hyphens.' });

const idSchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be lower-case letters, digits and hyphens, at most 64, not beginning with a hyphen');
const nameSchema = z.string().max(120).nullable().optional();
const nextSchema = z.string().max(64).nullable();

const objectSchema = z
  .record(z.string(), z.unknown())
  .meta({ description: 'json-rules-engine JSON: all, any, not, or a clause {fact, params, path, operator, value}.' });
const conditionSchema = objectSchema as unknown as z.ZodType<Condition>;
const whereSchema = objectSchema as unknown as z.ZodType<WhereCondition>;

export const durationSchema = z.strictObject({
  amount: z.int().min(1).max(100_000),
  unit: z.enum(['second', 'minute', 'hour', 'day', 'week']),
});

const matcherSchema = z.strictObject({ name: z.string().max(512), where: whereSchema.optional() });

const timeOfDaySchema = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time such as 09:00, from 00:00 to 23:59');
const dateSchema = z.iso.date();
const weekdaysSchema = z.array(z.int().min(1).max(7)).max(7).meta({ description: '1 Monday – 7 Sunday.' });
const directionSchema = z.enum(['before', 'after']);

const scheduleSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('once'), date: dateSchema, at: timeOfDaySchema }),
  z.strictObject({ type: z.literal('weekly'), weekdays: weekdaysSchema, at: timeOfDaySchema }),
  z.strictObject({ type: z.literal('monthly'), days: z.array(z.int().min(1).max(31)).max(31), at: timeOfDaySchema }),
]);

const triggerSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('event'), event: matcherSchema, condition: conditionSchema.optional() }),
  z.strictObject({ type: z.literal('segment'), segment: z.string().max(64), on: z.enum(['entered', 'left']), condition: conditionSchema.optional() }),
  z.strictObject({
    type: z.literal('date'),
    trait: z.string().max(512),
    shift: z.strictObject({ direction: directionSchema, days: z.int().min(1).max(3_650) }).optional(),
    at: timeOfDaySchema,
    yearly: z.boolean(),
    condition: conditionSchema.optional(),
  }),
  z.strictObject({
    type: z.literal('schedule'),
    segment: z.string().max(64),
    when: scheduleSchema,
    zone: z.string().min(1).max(64).meta({ description: '`person`, or an IANA zone.' }),
    condition: conditionSchema.optional(),
  }),
  z.strictObject({ type: z.literal('api'), condition: conditionSchema.optional() }),
  z.strictObject({ type: z.literal('handOff'), condition: conditionSchema.optional() }),
]);

const reentrySchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('never') }),
  z.strictObject({ type: z.literal('afterExit') }),
  z.strictObject({ type: z.literal('any') }),
  z.strictObject({ type: z.literal('keyed'), property: z.string().max(512), mode: z.enum(['concurrent', 'once']) }),
]);

const exitRuleSchema = z.strictObject({ id: idSchema, event: matcherSchema.optional(), condition: conditionSchema.optional() });

const untilSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('calendar'), days: z.int().min(0).max(3_650), at: timeOfDaySchema }),
  z.strictObject({ type: z.literal('weekday'), weekdays: weekdaysSchema, at: timeOfDaySchema }),
  z.strictObject({
    type: z.literal('date'),
    of: z.union([z.strictObject({ trait: z.string().max(512) }), z.strictObject({ trigger: z.string().max(512) })]),
    shift: z.strictObject({ direction: directionSchema, by: durationSchema }).optional(),
    at: timeOfDaySchema.optional(),
  }),
]);

const traitUpdateSchema = z.strictObject({
  name: z.string().max(512),
  value: z.union([z.string().max(5_000), z.number(), z.boolean(), z.null(), z.strictObject({ trigger: z.string().max(512) })]),
});

const stepSchema = z.discriminatedUnion('type', [
  z.strictObject({
    id: idSchema,
    name: nameSchema,
    type: z.literal('delay'),
    duration: durationSchema.optional(),
    until: untilSchema.optional(),
    past: z.enum(['continue', 'skipMessage', 'exit']).optional(),
    next: nextSchema,
  }),
  z.strictObject({
    id: idSchema,
    name: nameSchema,
    type: z.literal('window'),
    weekdays: weekdaysSchema,
    from: timeOfDaySchema,
    to: timeOfDaySchema,
    next: nextSchema,
  }),
  z.strictObject({
    id: idSchema,
    name: nameSchema,
    type: z.literal('waitUntil'),
    branches: z
      .array(z.strictObject({ id: idSchema, name: nameSchema, event: matcherSchema.optional(), condition: conditionSchema.optional(), next: nextSchema }))
      .max(mostBranches),
    timeout: z.strictObject({ after: durationSchema, next: nextSchema }),
  }),
  z.strictObject({
    id: idSchema,
    name: nameSchema,
    type: z.literal('split'),
    branches: z.array(z.strictObject({ id: idSchema, name: nameSchema, condition: conditionSchema, next: nextSchema })).max(mostBranches),
    otherwise: z.strictObject({ next: nextSchema }),
  }),
  z.strictObject({
    id: idSchema,
    name: nameSchema,
    type: z.literal('message'),
    channel: z.literal('email'),
    template: z.string().max(64),
    transactional: z.boolean().optional(),
    onSkip: z.enum(['continue', 'exit']).optional(),
    next: nextSchema,
  }),
  z.strictObject({
    id: idSchema,
    name: nameSchema,
    type: z.literal('randomSplit'),
    branches: z
      .array(z.strictObject({ id: idSchema, name: nameSchema, percent: z.number().min(0).max(100).multipleOf(0.1), next: nextSchema }))
      .max(mostBranches),
    sticky: z.boolean().optional(),
  }),
  z.strictObject({ id: idSchema, name: nameSchema, type: z.literal('updateProfile'), traits: z.array(traitUpdateSchema).max(50), next: nextSchema }),
  z.strictObject({ id: idSchema, name: nameSchema, type: z.literal('enterJourney'), journey: z.string().max(64), next: nextSchema }),
  z.strictObject({ id: idSchema, name: nameSchema, type: z.literal('goal'), next: nextSchema }),
  z.strictObject({ id: idSchema, name: nameSchema, type: z.literal('tag'), tag: z.string().max(64), action: z.enum(['add', 'remove']), next: nextSchema }),
  z.strictObject({ id: idSchema, name: nameSchema, type: z.literal('exit') }),
]);

/** As they are called in a definition, in no order of importance. */
export const stepTypes = stepSchema.options.map((option) => option.shape.type.value);

export const journeyDefinitionSchema = z
  .strictObject({
    schemaVersion: z.literal(1),
    name: z.string().trim().min(1).max(120),
    description: z.string().max(2_000).optional(),
    trigger: triggerSchema,
    reentry: reentrySchema,
    exits: z.array(exitRuleSchema).max(mostExits),
    goals: z.array(exitRuleSchema).max(mostExits).optional(),
    start: nextSchema,
    steps: z.array(stepSchema).max(mostSteps),
  })
  .meta({ id: 'JourneyDefinition' }) satisfies z.ZodType<JourneyDefinition>;

/** Far more than any screen; keeps sums exact. */
const pxSchema = z.number().min(-1_000_000).max(1_000_000);

export const journeyLayoutSchema = z
  .strictObject({ positions: z.record(z.union([idSchema, z.literal('@trigger')]), z.strictObject({ x: pxSchema, y: pxSchema })) })
  .meta({ id: 'JourneyLayout' }) satisfies z.ZodType<JourneyLayout>;
