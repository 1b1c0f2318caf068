import { z } from 'zod';

import {
  type AccountCondition,
  type Condition,
  dateReadings,
  type EventMatcher,
  measureNames,
  nowParts,
  operatorNames,
  type WhereCondition,
} from './condition.js';
import type { Measure } from './measure.js';
import type { Window } from './window.js';

/**
 * The language's shape as a schema: for OpenAPI, for forms, and published as JSON Schema (see {@link conditionSchemaVersion}). It says less than
 * `validateCondition`, which names every fault with its place and knows limits, paths, patterns and which value fits which operator.
 */

/**
 * Rises only when a definition that was valid would no longer be, or would mean something else. New facts, operators and params do not raise it: a
 * definition of version 1 stays one for ever.
 */
export const conditionSchemaVersion = 1;

const name = z.string().min(1).max(512);
const plainSchema = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export const durationSchema = z.strictObject({ amount: z.int().min(1), unit: z.enum(['second', 'minute', 'hour', 'day', 'week']) });

const periods = z.int().min(0).max(120);

export const windowSchema: z.ZodType<Window> = z.union([
  durationSchema.extend({ ago: durationSchema.optional() }),
  z.strictObject({ calendar: z.enum(['day', 'week', 'month', 'quarter', 'year']), ago: periods.optional(), count: periods.min(1).optional() }),
  z.strictObject({ from: z.string(), to: z.string().optional() }),
  z.strictObject({ to: z.string() }),
]);

const referenceSchema = z.union([
  z.strictObject({ trait: name, path: name.optional() }),
  z.strictObject({ computed: name, path: name.optional() }),
  z.strictObject({ trigger: name }),
  z.strictObject({ context: name }),
]);
const areaSchema = z.strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180), km: z.number().min(0).max(21_000) });

const valueSchema = z.union([plainSchema, z.array(plainSchema).min(1).max(1_000), referenceSchema, windowSchema, areaSchema]);
const comparison = { operator: z.enum(operatorNames), value: valueSchema.optional() };
const yesNo = { operator: z.literal('equal'), value: z.boolean() };

export const whereSchema: z.ZodType<WhereCondition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(whereSchema).min(1) }),
    z.strictObject({ any: z.array(whereSchema).min(1) }),
    z.strictObject({ not: whereSchema }),
    z.strictObject({ fact: z.literal('property'), path: name, ...comparison }),
  ]),
);

export const eventMatcherSchema: z.ZodType<EventMatcher> = z.strictObject({ name, where: whereSchema.optional() });

export const measureSchema: z.ZodType<Measure> = z.strictObject({
  measure: z.enum(measureNames),
  event: eventMatcherSchema,
  property: name.optional(),
  within: windowSchema.optional(),
});

const accountSchema: z.ZodType<AccountCondition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(accountSchema).min(1) }),
    z.strictObject({ any: z.array(accountSchema).min(1) }),
    z.strictObject({ not: accountSchema }),
    z.strictObject({ fact: z.literal('trait'), params: z.strictObject({ name }), path: name.optional(), ...comparison }),
    z.strictObject({ fact: z.literal('people'), params: z.strictObject({ segment: name, share: z.enum(['all', 'some', 'none']) }), ...yesNo }),
  ]),
);

const stepSchema = z.strictObject({
  name,
  where: whereSchema.optional(),
  within: durationSchema.optional(),
  absent: z.literal(true).optional(),
});
const reading = z.enum(dateReadings).optional();
const lasting = durationSchema.optional();

const clauseSchema = z.discriminatedUnion('fact', [
  z.strictObject({
    fact: z.literal('trait'),
    params: z.strictObject({ name, as: reading, for: lasting, where: whereSchema.optional() }),
    path: name.optional(),
    ...comparison,
  }),
  z.strictObject({ fact: z.enum(['computed', 'score']), params: z.strictObject({ name, as: reading }), path: name.optional(), ...comparison }),
  z.strictObject({
    fact: z.literal('event'),
    params: z.strictObject({
      name,
      where: whereSchema.optional(),
      within: windowSchema.optional(),
      measure: z.enum(measureNames).optional(),
      property: name.optional(),
    }),
    ...comparison,
  }),
  z.strictObject({
    fact: z.literal('funnel'),
    params: z.strictObject({ steps: z.array(stepSchema).min(2).max(8), within: windowSchema.optional(), by: name.optional() }),
    ...yesNo,
  }),
  z.strictObject({ fact: z.enum(['segment', 'tag']), params: z.strictObject({ key: name, for: lasting }), ...yesNo }),
  z.strictObject({ fact: z.literal('consent'), params: z.strictObject({ channel: name, topic: name.optional() }), ...yesNo }),
  z.strictObject({
    fact: z.literal('account'),
    params: z.strictObject({ match: z.enum(['any', 'all', 'none']), where: accountSchema.optional() }),
    ...yesNo,
  }),
  z.strictObject({ fact: z.literal('now'), params: z.strictObject({ part: z.enum(nowParts) }), ...comparison }),
  z.strictObject({ fact: z.literal('random'), params: z.strictObject({ salt: name }), ...comparison }),
  z.strictObject({ fact: z.enum(['trigger', 'context']), path: name, ...comparison }),
]);

export const conditionSchema: z.ZodType<Condition> = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(conditionSchema).min(1) }),
    z.strictObject({ any: z.array(conditionSchema).min(1) }),
    z.strictObject({ not: conditionSchema }),
    z.strictObject({ condition: name }),
    clauseSchema,
  ]),
) as z.ZodType<Condition>;

/** The schema as JSON Schema 2020-12, for editors and other programs. */
export function conditionJsonSchema(): { [keyword: string]: unknown } {
  const { $schema, ...schema } = z.toJSONSchema(conditionSchema, { target: 'draft-2020-12' });
  return {
    $schema,
    title: `Cairn condition, version ${conditionSchemaVersion}`,
    description:
      'A condition about a person. The server checks more than this when one is saved: paths, patterns, limits, and which value fits which operator.',
    ...schema,
  };
}
