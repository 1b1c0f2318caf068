import { z } from 'zod';

export const homeSchema = z
  .object({
    /** The first day's steps, ticked by what happened. */
    steps: z.object({ eventReceived: z.boolean(), profileOpened: z.boolean(), segmentMade: z.boolean(), journeyLive: z.boolean(), messageSent: z.boolean() }),
    /** Of the last 24 h, against the same 24 h a week before; `series`: the last fourteen such days, oldest first. */
    numbers: z.array(
      z.object({
        key: z.enum(['events', 'newPeople', 'entries', 'delivered']),
        value: z.number().int(),
        previous: z.number().int(),
        series: z.array(z.number().int()),
      }),
    ),
    /** What a person must look at; nothing listed: nothing needs anybody. */
    needsYou: z.array(
      z.object({ kind: z.enum(['failed-deliveries', 'unknown-deliveries', 'dead-letters', 'duplicates']), count: z.number().int(), href: z.string() }),
    ),
    liveJourneys: z.array(
      z.object({ key: z.string(), name: z.string(), state: z.enum(['live', 'paused']), active: z.number().int(), entered: z.number().int() }),
    ),
  })
  .meta({ id: 'Home' });
export type HomeAnswer = z.infer<typeof homeSchema>;
