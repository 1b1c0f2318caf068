import { z } from 'zod';

import { type Condition, type EventMatcher, measureNames, operatorNames, type WhereCondition } from './condition.js';
import type { Measure } from './measure.js';

/**
 * The language's shape as a schema: for OpenAPI and for forms. It says less than `validateCondition`, which names every fault with its place
 * and knows limits, paths, patterns and which value fits which operator.
 */

const plainSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const comparison = { operator: z.enum(operatorNames), value: z.union([plainSchema, z.array(plainSchema).min(1)]).optional() };

export const durationSchema = z.strictObject({ amount: z.int().min(1), unit: z.enum(['second', 'minute', 'hour', 'day', 'week']) });

export const whereSchema: z.ZodType<WhereCondition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(whereSchema).min(1) }),
    z.strictObject({ any: z.array(whereSchema).min(1) }),
    z.strictObject({ not: whereSchema }),
    z.strictObject({ fact: z.literal('property'), path: z.string().min(1), ...comparison }),
  ]),
);

export const eventMatcherSchema: z.ZodType<EventMatcher> = z.strictObject({ name: z.string().min(1), where: whereSchema.optional() });

export const measureSchema: z.ZodType<Measure> = z.strictObject({
  measure: z.enum(measureNames),
  event: eventMatcherSchema,
  property: z.string().min(1).optional(),
  within: durationSchema.optional(),
});

const clauseSchema = z.discriminatedUnion('fact', [
  z.strictObject({ fact: z.literal('trait'), params: z.strictObject({ name: z.string().min(1) }), path: z.string().min(1).optional(), ...comparison }),
  z.strictObject({
    fact: z.literal('event'),
    params: z.strictObject({
      name: z.string().min(1),
      where: whereSchema.optional(),
      within: durationSchema.optional(),
      measure: z.enum(measureNames).optional(),
      property: z.string().min(1).optional(),
    }),
    ...comparison,
  }),
  z.strictObject({ fact: z.literal('trigger'), path: z.string().min(1), ...comparison }),
  z.strictObject({ fact: z.literal('segment'), params: z.strictObject({ key: z.string().min(1) }), operator: z.literal('equal'), value: z.boolean() }),
]);

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    clauseSchema,
  ]),
);
