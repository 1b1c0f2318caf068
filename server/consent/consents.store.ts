import type { ClientSession, Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { CoreSession } from '../profiles/core.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { mergesFollowed } from '../profiles/profile-limits.js';

/** One document of `consents`, `_id` = `workspace:ULID`: append-only. The profile's snapshot is derived from these. */
export interface ConsentDocument {
  _id: string;
  workspace: string;
  profileId: string;
  channel: 'email';
  action: 'unsubscribed' | 'resubscribed';
  at: Date;
  /** `one-click`: the mail program's own button (RFC 8058). `page`: our page. */
  via: 'one-click' | 'page';
  /** The message whose link was used. */
  deliveryKey: string;
}

export class ConsentsStore {
  private readonly consents: Collection<ConsentDocument>;
  private readonly profiles: Collection<ProfileDocument>;

  constructor(db: Db) {
    this.consents = db.collection<ConsentDocument>(collections.consents, { writeConcern: { w: 'majority', journal: true } });
    this.profiles = db.collection<ProfileDocument>(collections.profiles, { readConcern: { level: 'majority' } });
  }

  async ensureIndexes(): Promise<void> {
    await this.consents.createIndex({ workspace: 1, profileId: 1, _id: -1 });
  }

  /** Safe to repeat with the same record. */
  async append(record: ConsentDocument, session?: CoreSession): Promise<void> {
    const { _id, ...content } = record;
    await this.consents.updateOne({ _id }, { $setOnInsert: content }, { upsert: true, session: session as unknown as ClientSession | undefined });
  }

  /** Since when this person gets no marketing on that channel; null: they do; undefined: there is no such person (any more). */
  async unsubscribedAt(workspace: string, profileId: string, channel: 'email'): Promise<Date | null | undefined> {
    let id: string | undefined = profileId;
    // Merged profiles are followed.
    for (let hops = 0; id !== undefined && hops <= mergesFollowed; hops++) {
      const found: Pick<ProfileDocument, 'consent' | 'mergedInto'> | null = await this.profiles.findOne(
        { _id: `${workspace}:${id}` },
        { projection: { consent: 1, mergedInto: 1 } },
      );
      if (!found) return undefined;
      if (found.mergedInto === undefined) return found.consent.unsubscribed[channel] ?? null;
      id = found.mergedInto;
    }
    return undefined;
  }
}
