import { contentHash } from '@cairn/workflows/contracts/canonical.js';
import { journeyDefinitionSchema } from '@cairn/workflows/contracts/journey.schema.js';

import type { MadeDefinition } from '../demo-job.js';
import { journeys, segments, templates } from './definitions.js';
import { type BatchCall, dateShift, readPurchases, shopHistory } from './purchases.js';

/** The source that the demo's events carry. It is no proof of origin: whoever uses the write key of `npm start` sends as this source too. */
export const demoSource = 'demo-shop';

/** Tests that somebody sends from a journey's "Try it": they are about the demo's people as long as nobody else is. */
const tryItPrefix = 'try-';

export interface Shop {
  calls: BatchCall[];
  shiftDays: number;
}

/** Everything that the demo brings. The same shift gives the same calls; without one, the last purchase was the day before `now`. */
export async function openShop({ now, shiftDays }: { now: number; shiftDays?: number }): Promise<Shop> {
  const purchases = await readPurchases();
  const shift = shiftDays ?? dateShift(purchases, now);
  return { calls: shopHistory(purchases, shift), shiftDays: shift };
}

/**
 * How the demo's things are told from everybody else's: by exactly the messageIds and userIds that it sends. They do not depend on the shift.
 * An event is the demo's if it has one of these messageIds, or was sent by "Try it".
 */
export class DemoOrigin {
  readonly userIds: readonly string[];
  private readonly messageIds: ReadonlySet<string>;

  constructor({ calls }: Pick<Shop, 'calls'>) {
    this.userIds = [...new Set(calls.map(({ userId }) => userId))];
    this.messageIds = new Set(calls.map(({ messageId }) => messageId));
  }

  has(messageId: string): boolean {
    return this.messageIds.has(messageId) || messageId.startsWith(tryItPrefix);
  }
}

/** What the shop defines, as it is stored. */
export function shopDefinitions(): MadeDefinition[] {
  return [
    ...Object.entries(segments).map(([key, definition]) => ({ kind: 'segment' as const, key, hash: contentHash('segment', key, definition) })),
    ...Object.entries(templates).map(([key, definition]) => ({ kind: 'template' as const, key, hash: contentHash('template', key, definition) })),
    ...journeys.map(({ key, definition }) => ({ kind: 'journey' as const, key, hash: contentHash('journey', key, journeyDefinitionSchema.parse(definition)) })),
  ];
}
