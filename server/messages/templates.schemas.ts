import { z } from 'zod';

import { sortedListQuerySchema } from '../platform/sorted-lists.js';

/** Chosen by the author. */
export const templateKeySchema = z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'must be 1–64 of a–z, 0–9 and "-", beginning with a letter or digit');

export const templatesQuerySchema = sortedListQuerySchema(['name', 'updatedAt']);
export type TemplatesQuery = z.infer<typeof templatesQuerySchema>;

export const templateDefinitionSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    /** Liquid. */
    subject: z.string().max(500),
    /** Liquid. */
    preheader: z.string().max(500).optional(),
    /** MJML with Liquid. */
    mjml: z.string().min(1).max(200_000),
    /** Liquid. Absent: made from the HTML. */
    text: z.string().max(100_000).optional(),
  })
  .meta({ id: 'TemplateDefinition' });

export const templateProblemSchema = z
  .object({
    /** Errors forbid saving. */
    severity: z.enum(['error', 'warning']),
    /** The field it is in. */
    path: z.enum(['subject', 'preheader', 'mjml', 'text']),
    line: z.number().int().optional(),
    column: z.number().int().optional(),
    code: z.string(),
    message: z.string(),
    /** What `message` names, for who says it in another language. */
    values: z.record(z.string(), z.union([z.string(), z.number(), z.array(z.string())])).optional(),
  })
  .meta({ id: 'TemplateProblem' });

export const templateSchema = z
  .object({
    key: z.string(),
    draft: templateDefinitionSchema,
    liveVersion: z.string().nullable(),
    /** Journeys that use it, by key; archived ones are left out. */
    usedBy: z.array(z.string()),
    createdAt: z.iso.datetime(),
    updatedAt: z.iso.datetime(),
  })
  .meta({ id: 'Template' });
export type TemplateAnswer = z.infer<typeof templateSchema>;

export const savedTemplateSchema = templateSchema.extend({ problems: z.array(templateProblemSchema) }).meta({ id: 'SavedTemplate' });
export type SavedTemplateAnswer = z.infer<typeof savedTemplateSchema>;

const values = z.record(z.string().max(512), z.json());

export const previewTemplateSchema = z
  .strictObject({
    definition: templateDefinitionSchema,
    /** Show it as this person would get it. */
    profileId: z.string().max(200).optional(),
    /** Made-up values; they come before the person's. */
    sample: z
      .strictObject({ traits: values.optional(), trigger: z.strictObject({ name: z.string().max(200).optional(), properties: values.optional() }).optional() })
      .optional(),
  })
  .meta({ id: 'TemplatePreviewRequest' });
export type PreviewTemplateRequest = z.infer<typeof previewTemplateSchema>;

export const templatePreviewSchema = z
  .object({
    /** Empty, like the others, when the template cannot be rendered; `problems` says why. */
    html: z.string(),
    text: z.string(),
    subject: z.string(),
    problems: z.array(templateProblemSchema),
  })
  .meta({ id: 'TemplatePreview' });
export type TemplatePreviewAnswer = z.infer<typeof templatePreviewSchema>;
