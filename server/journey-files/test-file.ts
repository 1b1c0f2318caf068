import type { Json } from '@cairn/rules/contracts/facts.js';
import { type FileProblem, readYaml } from '@cairn/rules/files/definition-yaml.js';
import { isZone } from '@cairn/rules/time/zone.js';
import { journeyKeySchema } from '@cairn/workflows/contracts/journey.schema.js';
import { runEndReasons } from '@cairn/workflows/contracts/run.js';
import { z } from 'zod';

import { momentHint, momentOf, spanHint, spanMs } from './moments.js';

/** `NAME.test.yaml` beside `NAME.yaml`: given a person and what they do when, what a journey does about it. */
const momentSchema = z.string().refine((text) => momentOf(text, 0) !== undefined, momentHint);
const spanSchema = z.string().refine((text) => spanMs(text) !== undefined, spanHint);
const jsonSchema = z.record(z.string(), z.json()) as unknown as z.ZodType<{ [name: string]: Json }>;
const textSchema = z.string().min(1).max(512);

/** One line for each thing that can happen. */
const happeningSchema = z.union([
  z.strictObject({ at: momentSchema, track: textSchema, properties: jsonSchema.optional() }),
  z.strictObject({ at: momentSchema, identify: jsonSchema }),
  /** An entry over the API, with its payload. */
  z.strictObject({ at: momentSchema, enter: jsonSchema }),
  z.strictObject({ at: momentSchema, tag: textSchema }),
  z.strictObject({ at: momentSchema, untag: textSchema }),
  z.strictObject({ at: momentSchema, unsubscribe: z.literal('email') }),
]);
export type HappeningLine = z.infer<typeof happeningSchema>;

const personSchema = z.strictObject({
  /** Also the userId; random shares are drawn by it. */
  id: z.string().min(1).max(200).default('somebody'),
  traits: jsonSchema.default({}),
  tags: z.array(textSchema).default([]),
  unsubscribed: z.array(z.literal('email')).default([]),
});
export type PersonLines = z.infer<typeof personSchema>;

const expectedMessageSchema = z.strictObject({
  template: textSchema,
  at: momentSchema.optional(),
  /** Since the run began. */
  after: spanSchema.optional(),
  /** Held back, for this reason; absent: sent. */
  skipped: textSchema.optional(),
});

/** `- wait: next`: the step, and what came of it (`inside` where they still are); a step alone: whatever came of it. */
const pathSchema = z.array(
  z.union([textSchema, z.record(z.string(), textSchema).refine((entry) => Object.keys(entry).length === 1, 'must be one step: - wait: next')]),
);

const endSchema = z.union([
  /** Nobody's run has ended. */
  z.literal('inside'),
  z.strictObject({ reason: z.enum(runEndReasons), detail: textSchema.optional(), at: momentSchema.optional() }),
]);

const runSchema = z.strictObject({ path: pathSchema.optional(), end: endSchema.optional() });

const expectSchema = z.strictObject({
  /** All of them, in order, those that were held back included. */
  messages: z.array(expectedMessageSchema).optional(),
  /** Of the one run; `[]`: they never enter. */
  path: pathSchema.optional(),
  end: endSchema.optional(),
  /** Where there are several: each, in order. */
  runs: z.array(runSchema).optional(),
  /** Why they were not let in, each time: `already-inside`, `condition-false`. */
  refused: z.array(textSchema).optional(),
});
export type Expectation = z.infer<typeof expectSchema>;

const caseSchema = z.strictObject({
  name: z.string().min(1).max(200),
  /** When the story begins; everything with a plus counts from here. */
  starts: momentSchema.default('2026-01-05T09:00:00Z'),
  person: personSchema.prefault({}),
  events: z.array(happeningSchema).max(1_000).default([]),
  until: momentSchema.default('+90d'),
  expect: expectSchema,
});
export type TestCase = z.infer<typeof caseSchema>;

export const settingsSchema = z.strictObject({
  timezone: z.string().refine(isZone, 'must be an IANA zone such as Europe/Berlin').optional(),
  caps: z.array(z.strictObject({ channel: z.literal('email'), limit: z.int().min(1).max(1_000), within: spanSchema })).default([]),
});
export type Settings = z.infer<typeof settingsSchema>;

const testFileSchema = z.strictObject({
  /** Its key; the file is found by its name beside this one. */
  journey: journeyKeySchema,
  workspace: settingsSchema.prefault({}),
  /** Other journeys of the folder that are live too. */
  with: z.array(journeyKeySchema).default([]),
  cases: z.array(caseSchema).min(1).max(1_000),
});
export type TestFile = z.infer<typeof testFileSchema>;

export function readTestFile(text: string): TestFile | { problems: FileProblem[] } {
  return readShaped(text, testFileSchema, 'invalid-test');
}

/** Made-up people for the simulator have the shape that tests give them. */
const storySchema = z.strictObject({ ...caseSchema.omit({ name: true, expect: true }).shape, workspace: settingsSchema.prefault({}) });
export type Story = z.infer<typeof storySchema>;

export function readStory(text: string): Story | { problems: FileProblem[] } {
  return readShaped(text, storySchema, 'invalid-person');
}

function readShaped<T extends object>(text: string, schema: z.ZodType<T>, code: string): T | { problems: FileProblem[] } {
  const read = readYaml(text);
  if ('problems' in read) return read;
  const parsed = schema.safeParse(read.definition);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues
    .flatMap((issue) => deepest(issue))
    .map(({ path, message }) => {
      const line = read.lineOf(path.filter((part) => typeof part !== 'symbol'));
      return {
        path: path.map(String).join('.'),
        code,
        message: `${path.length > 0 ? path.map(String).join('.') : 'The file'} is not valid: ${message}.`,
        ...(line !== undefined && { line }),
      };
    });
  return { problems };
}

/** Of a choice of shapes the one that came nearest is to blame. */
function deepest(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0) return [issue];
  const nearest = [...issue.errors].sort((a, b) => strangeness(a) - strangeness(b))[0] ?? [];
  return nearest.slice(0, 1).map(({ path, message }) => ({ path: [...issue.path, ...path], message }));
}

function strangeness(issues: z.core.$ZodIssue[]): number {
  return issues.length + issues.filter(({ code }) => code === 'unrecognized_keys').length;
}
