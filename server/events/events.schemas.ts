import { z } from 'zod';

const jsonObject = z.record(z.string(), z.unknown());

export const eventSchema = z
  .object({
    messageId: z.string(),
    type: z.enum(['identify', 'track', 'page', 'screen', 'group', 'alias']),
    name: z.string(),
    timestamp: z.iso.datetime(),
    receivedAt: z.iso.datetime(),
    source: z.string(),
    /** `type:value` of the identity that owns it. */
    who: z.string(),
    traits: jsonObject.optional(),
    properties: jsonObject.optional(),
    context: jsonObject.optional(),
    historic: z.boolean(),
    fromFuture: z.boolean(),
    /** `pending`: stored, and not yet on the profile. */
    state: z.enum(['pending', 'applied', 'refused']),
    refused: z.object({ code: z.string(), message: z.string(), at: z.iso.datetime() }).nullable(),
  })
  .meta({ id: 'StoredEvent' });
export type EventAnswer = z.infer<typeof eventSchema>;

export const nameSchema = z
  .object({ name: z.string(), count: z.number().int(), lastSeenAt: z.iso.datetime(), examples: z.array(z.unknown()), properties: z.array(z.string()) })
  .meta({ id: 'SeenName' });
export type NameAnswer = z.infer<typeof nameSchema>;

export const namesQuerySchema = z.object({ prefix: z.string().max(200).optional(), limit: z.coerce.number().int().min(1).max(200).default(50) });
export const replaySchema = z.object({ messageId: z.string(), replayAttempt: z.number().int() }).meta({ id: 'Replayed' });
