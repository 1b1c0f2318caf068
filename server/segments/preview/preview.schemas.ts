import { z } from 'zod';

import { conditionSchema, type previewRequestSchema } from '../segments.schemas.js';

export type PreviewRequest = z.infer<typeof previewRequestSchema>;

export const previewRowsRequestSchema = z
  .strictObject({
    condition: conditionSchema,
    /** Take up to ten seconds to count everybody. Default: an estimate after one. */
    exact: z.boolean().optional(),
  })
  .meta({ id: 'SegmentPreviewRowsRequest' });
export type PreviewRowsRequest = z.infer<typeof previewRowsRequestSchema>;

export const previewRowsSchema = z
  .object({
    /** People whom the whole condition holds for. */
    count: z.number().int(),
    /** Time ran out: the numbers are scaled up from the people that were asked. */
    estimate: z.boolean(),
    /** Each clause (the first forty), by its place in the condition. */
    rows: z.array(
      z.object({
        path: z.string(),
        /** People whom the condition holds for with this clause left out. */
        without: z.number().int(),
      }),
    ),
  })
  .meta({ id: 'SegmentPreviewRows' });
export type PreviewRowsAnswer = z.infer<typeof previewRowsSchema>;
