import type { ClientSession, Collection, Db } from 'mongodb';

import type { DeliveryDocument } from '../messages/delivery.js';
import { collections } from '../platform/collections.js';
import type { CoreSession } from '../profiles/core.js';
import type { MergeDocument } from '../profiles/core-store.js';
import type { UnsubscribeClaim } from './unsubscribe-token.js';

/** Whoever merged, undid and mailed may have clocks that differ by so much. */
const skewMs = 60_000;

type TakenIn = Pick<MergeDocument, 'loser' | 'undoneAt'>;

/** Who else a message may have reached: people that were one with the one it was mailed to, and have been told apart since. */
export class MailedPeople {
  private readonly deliveries: Collection<DeliveryDocument>;
  private readonly merges: Collection<MergeDocument>;

  constructor(db: Db) {
    this.deliveries = db.collection<DeliveryDocument>(collections.deliveries);
    this.merges = db.collection<MergeDocument>(collections.merges);
  }

  /** profileIds, as of whatever the session has seen. A link whose delivery is gone may have been mailed at any time. */
  async apartSince({ workspace, profileId, deliveryKey }: UnsubscribeClaim, session: CoreSession): Promise<string[]> {
    // A read concern of its own for each: the driver writes the session's time into it.
    const reading = () => ({ session: session as unknown as ClientSession, readConcern: { level: 'majority' as const } });
    const projection = { createdAt: 1, updatedAt: 1, handedOverAt: 1 };
    const delivery = await this.deliveries.findOne({ _id: `${workspace}:${deliveryKey}` }, { ...reading(), projection });
    const mailedAt = delivery && Math.max(delivery.updatedAt.getTime(), delivery.handedOverAt?.getTime() ?? 0);
    const stoodThen = {
      workspace,
      ...(mailedAt !== null && { at: { $lte: new Date(mailedAt + skewMs) } }),
      $or: [{ undoneAt: { $exists: false } }, { undoneAt: { $gte: new Date(delivery ? delivery.createdAt.getTime() - skewMs : 0) } }],
    };
    return await apartOf(profileId, async (survivors) => {
      const filter = { ...stoodThen, survivor: { $in: survivors } };
      return await this.merges.find(filter, { ...reading(), projection: { loser: 1, undoneAt: 1 } }).toArray();
    });
  }
}

/** Through all that were taken in, and into those who were. What still stands leads to the same person. */
export async function apartOf(profileId: string, takenInBy: (survivors: string[]) => Promise<TakenIn[]>): Promise<string[]> {
  const seen = new Set([profileId]);
  const apart = new Set<string>();
  for (let found = [profileId]; found.length > 0; ) {
    const merges = await takenInBy(found);
    for (const { loser, undoneAt } of merges) if (undoneAt) apart.add(loser);
    found = [...new Set(merges.map(({ loser }) => loser))].filter((loser) => !seen.has(loser));
    for (const loser of found) seen.add(loser);
  }
  apart.delete(profileId);
  return [...apart];
}
