import type { ClientSession, Collection, Db } from 'mongodb';

import { type ComputedTraitDefinition, type ComputedTraitDocument, collections } from '../platform/collections.js';
import { clearPublicMark } from '../platform/public-mark.js';
import type { ProfileDocument } from '../profiles/profile.js';

interface ComputedSave {
  definition: ComputedTraitDefinition;
  version: string;
  epoch: number;
  now: Date;
}

/** Computed traits and their values. Index `{workspace, name}`. */
export class ComputedTraitsStore {
  private readonly computed: Collection<ComputedTraitDocument>;
  private readonly profiles: Collection<ProfileDocument>;

  constructor(private readonly db: Db) {
    this.computed = db.collection<ComputedTraitDocument>(collections.computedTraits);
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
  }

  async ensureIndexes(): Promise<void> {
    await this.computed.createIndex({ workspace: 1, name: 1 });
  }

  async read(workspace: string, name: string, session?: ClientSession): Promise<ComputedTraitDocument | null> {
    return await this.computed.findOne({ _id: `${workspace}:${name}` }, { session });
  }

  /** By name. */
  async all(workspace: string, session?: ClientSession): Promise<ComputedTraitDocument[]> {
    return await this.computed.find({ workspace }, { session }).sort({ name: 1 }).toArray();
  }

  async put(session: ClientSession, workspace: string, name: string, save: ComputedSave): Promise<void> {
    const { definition, version, epoch, now } = save;
    await this.computed.updateOne(
      { _id: `${workspace}:${name}` },
      { $set: { workspace, name, draft: definition, liveVersion: version, epoch, updatedAt: now }, $setOnInsert: { createdAt: now } },
      { session, upsert: true },
    );
  }

  async remove(session: ClientSession, workspace: string, name: string): Promise<void> {
    await this.computed.deleteOne({ _id: `${workspace}:${name}` }, { session });
    await clearPublicMark(this.db, session, workspace, 'computed', name);
  }

  /** Values of the first people by id, which is a hash: as good as drawn at random. */
  async values(workspace: string, name: string, limit: number): Promise<ProfileDocument['computed'][string]['value'][]> {
    const found = await this.profiles
      .find({ _id: { $gte: `${workspace}:`, $lt: `${workspace};` }, mergedInto: { $exists: false } })
      .sort({ _id: 1 })
      .limit(limit)
      .project<Pick<ProfileDocument, 'computed'>>({ [`computed.${name}.value`]: 1 })
      .toArray();
    return found.map(({ computed }) => computed?.[name]?.value ?? null);
  }
}
