import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { ClientSession, Collection, Db } from 'mongodb';

import { collections, type TagDefinition, type TagDocument } from '../platform/collections.js';
import { clearPublicMark } from '../platform/public-mark.js';
import { ruleOf } from '../segments/segment-references.js';

/** Tags of a workspace, deleted ones included. Who has one is on the profiles. */
export class TagsStore {
  private readonly tags: Collection<TagDocument>;

  constructor(private readonly db: Db) {
    this.tags = db.collection<TagDocument>(collections.tags);
  }

  async ensureIndexes(): Promise<void> {
    await this.tags.createIndex({ workspace: 1, key: 1 });
  }

  /** Null: there is none, or it was deleted. */
  async read(workspace: string, key: string, session?: ClientSession): Promise<TagDocument | null> {
    return await this.tags.findOne({ _id: `${workspace}:${key}`, deletedAt: { $exists: false } }, { session });
  }

  async all(workspace: string, session?: ClientSession): Promise<TagDocument[]> {
    return await this.tags
      .find({ workspace, deletedAt: { $exists: false } }, { session })
      .sort({ key: 1 })
      .toArray();
  }

  async isDeleted(workspace: string, key: string, session: ClientSession): Promise<boolean> {
    return (await this.tags.findOne({ _id: `${workspace}:${key}`, deletedAt: { $exists: true } }, { session, projection: { _id: 1 } })) !== null;
  }

  async put(
    session: ClientSession,
    workspace: string,
    key: string,
    save: { definition: TagDefinition; resolved: Condition | undefined; version: string; epoch: number; by: string; now: Date },
  ): Promise<void> {
    const { definition, resolved, version, epoch, by, now } = save;
    await this.tags.updateOne(
      { _id: `${workspace}:${key}` },
      {
        $set: { workspace, key, definition, liveVersion: version, epoch, updatedAt: now, updatedBy: by, ...(resolved && { resolved }) },
        $setOnInsert: { createdAt: now },
        $unset: { deletedAt: '', ...(!resolved && { resolved: '' }) },
      },
      { session, upsert: true },
    );
  }

  async remove(session: ClientSession, workspace: string, key: string, now: Date): Promise<void> {
    await this.tags.updateOne({ _id: `${workspace}:${key}` }, { $set: { deletedAt: now } }, { session });
    await clearPublicMark(this.db, session, workspace, 'tag', key);
  }
}

/** key → what it asks, of those that follow a condition. */
export function conditionsOf(tags: readonly TagDocument[]): Map<string, Condition> {
  return new Map(
    tags.flatMap((tag) => {
      const condition = ruleOf(tag);
      return condition ? [[tag.key, condition] as const] : [];
    }),
  );
}
