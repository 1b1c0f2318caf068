import type { Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { ProfileDocument } from '../profiles/profile.js';

/** One time of asking everybody again. `_id` = `workspace:id`, the id a ULID. */
export interface BackfillDocument {
  _id: string;
  workspace: string;
  id: string;
  state: 'running' | 'completed' | 'cancelled' | 'failed';
  /** The newest definitions that it has seen to: the workspace's epoch. */
  epoch: number;
  /** The epoch that was seen to when all slices had ended. */
  checkedEpoch?: number;
  /** People who are not behind, of all. */
  done: number;
  total: number;
  startedAt: Date;
  /** When its work was last heard of. */
  touchedAt: Date;
  endedAt?: Date;
  /** Of a cancelled one: somebody let it go on, as another. */
  releasedAt?: Date;
}

const keptS = 30 * 24 * 3600;

/** Backfills, kept for 30 days, and who is behind the definitions. Indexes: `_id`; of people `{workspace, epoch}`. */
export class BackfillsStore {
  private readonly backfills: Collection<BackfillDocument>;
  private readonly profiles: Collection<ProfileDocument>;

  constructor(db: Db) {
    this.backfills = db.collection<BackfillDocument>(collections.backfills);
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
  }

  async ensureIndexes(): Promise<void> {
    await this.backfills.createIndex({ touchedAt: 1 }, { expireAfterSeconds: keptS });
  }

  async read(workspace: string, id: string): Promise<BackfillDocument | null> {
    return await this.backfills.findOne({ _id: `${workspace}:${id}` });
  }

  /** Newest first. */
  async list(workspace: string, limit: number, before?: string): Promise<BackfillDocument[]> {
    const range = { $gt: `${workspace}:`, $lt: before === undefined ? `${workspace};` : `${workspace}:${before}` };
    return await this.backfills.find({ _id: range }).sort({ _id: -1 }).limit(limit).toArray();
  }

  async insert(document: BackfillDocument): Promise<void> {
    await this.backfills.insertOne(document, { writeConcern: { w: 'majority' } });
  }

  async remove(workspace: string, id: string): Promise<void> {
    await this.backfills.deleteOne({ _id: `${workspace}:${id}` });
  }

  async touch(workspace: string, id: string, now: Date): Promise<void> {
    await this.backfills.updateOne({ _id: `${workspace}:${id}`, state: 'running' }, { $set: { touchedAt: now } });
  }

  async progress(workspace: string, id: string, { epoch, behind, now }: { epoch: number; behind: number; now: Date }): Promise<void> {
    await this.backfills.updateOne({ _id: `${workspace}:${id}`, state: 'running' }, [
      { $set: { done: { $max: [0, { $subtract: ['$total', behind] }] }, touchedAt: now, epoch: { $max: ['$epoch', epoch] } } },
    ]);
  }

  /** All slices have ended by this epoch; true: for the first time. */
  async noteChecked(workspace: string, id: string, epoch: number): Promise<boolean> {
    const noted = await this.backfills.updateOne({ _id: `${workspace}:${id}`, checkedEpoch: { $ne: epoch } }, { $set: { checkedEpoch: epoch } });
    return noted.modifiedCount > 0;
  }

  /** False: it has ended already. */
  async end(workspace: string, id: string, { state, epoch, now }: { state: BackfillDocument['state']; epoch: number; now: Date }): Promise<boolean> {
    const ended = await this.backfills.updateOne(
      { _id: `${workspace}:${id}`, state: 'running' },
      { $set: { state, endedAt: now, touchedAt: now }, $max: { epoch } },
      { writeConcern: { w: 'majority' } },
    );
    return ended.modifiedCount > 0;
  }

  /** A cancelled one holds nobody back any more: the next look begins another. */
  async release(workspace: string, id: string, now: Date): Promise<void> {
    await this.backfills.updateOne({ _id: `${workspace}:${id}`, state: 'cancelled' }, { $set: { releasedAt: now } }, { writeConcern: { w: 'majority' } });
  }

  async countBehind(workspace: string, epoch: number): Promise<number> {
    const behind = { workspace, epoch: { $lt: epoch } };
    // Of the index alone: asked about what it does not hold, a million profiles would be read.
    const [all, merged] = await Promise.all([this.profiles.countDocuments(behind), this.profiles.countDocuments({ ...behind, mergedInto: { $exists: true } })]);
    return Math.max(0, all - merged);
  }

  async countEverybody(workspace: string): Promise<number> {
    const [all, merged] = await Promise.all([
      this.profiles.countDocuments({ workspace }),
      this.profiles.countDocuments({ workspace, mergedInto: { $exists: true } }),
    ]);
    return Math.max(0, all - merged);
  }
}
