import { z } from 'zod';

import { listQuerySchema } from '../platform/lists.js';
import { deliveryStates } from './delivery.js';

export const deliveriesQuerySchema = listQuerySchema.extend({
  journey: z.string().max(64).optional(),
  state: z.enum(deliveryStates).optional(),
  profileId: z.string().max(200).optional(),
  runId: z.string().max(64).optional(),
});
export type DeliveriesQuery = z.infer<typeof deliveriesQuerySchema>;

const instant = z.iso.datetime();

export const deliverySchema = z
  .object({
    key: z.string(),
    profileId: z.string(),
    journey: z.string(),
    version: z.string(),
    runId: z.string(),
    stepId: z.string(),
    visit: z.number().int(),
    channel: z.literal('email'),
    template: z.string(),
    templateVersion: z.string().optional(),
    state: z.enum(deliveryStates),
    /** Attempts so far. */
    handOver: z.number().int(),
    /** Of those, cleanly refused by the provider for the time being. */
    refusals: z.number().int().optional(),
    transactional: z.boolean(),
    to: z.string().optional(),
    subject: z.string().optional(),
    providerMessageId: z.string().optional(),
    /** Why refused, failed or unknown. */
    reason: z.string().optional(),
    detail: z.string().optional(),
    createdAt: instant,
    updatedAt: instant,
    handedOverAt: instant.optional(),
    sentAt: instant.optional(),
    history: z.array(z.object({ state: z.enum(deliveryStates), at: instant, reason: z.string().optional() })),
  })
  .meta({ id: 'Delivery' });
export type DeliveryAnswer = z.infer<typeof deliverySchema>;

export const renderedDeliverySchema = deliverySchema
  .extend({
    /** As handed over. Null: nothing was, or it was purged. */
    rendered: z.object({ subject: z.string(), html: z.string(), text: z.string() }).nullable(),
  })
  .meta({ id: 'RenderedDelivery' });
export type RenderedDeliveryAnswer = z.infer<typeof renderedDeliverySchema>;
