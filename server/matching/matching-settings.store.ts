import type { ClientSession, Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { MatchingSettingsDocument } from './matching.documents.js';
import { defaultModelSettings, defaultThresholds } from './model/default-settings.js';

export class MatchingSettingsStore {
  private readonly settings: Collection<MatchingSettingsDocument>;

  constructor(db: Db) {
    this.settings = db.collection<MatchingSettingsDocument>(collections.matchingSettings);
  }

  /** What a workspace that never changed anything has, at revision 0. */
  async read(workspace: string, session?: ClientSession): Promise<MatchingSettingsDocument> {
    const stored = await this.settings.findOne({ _id: workspace }, { session });
    return stored ?? { _id: workspace, ...defaultModelSettings, thresholds: defaultThresholds, revision: 0, updatedAt: new Date(0), updatedBy: '' };
  }

  async write(session: ClientSession, document: MatchingSettingsDocument): Promise<void> {
    await this.settings.replaceOne({ _id: document._id }, document, { session, upsert: true });
  }
}
