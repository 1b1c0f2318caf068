import type { Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { CutPoints, Names, ReadySet, ReadySetRequest } from './ready-sets.js';

/** A ready set that was installed. `_id` = `workspace:set`. Index `{cutPointsDueAt}`, partial. */
export interface ReadySetDocument {
  _id: string;
  workspace: string;
  set: ReadySet;
  settings: ReadySetRequest['settings'];
  names: Names;
  installedAt: Date;
  installedBy: string;
  /** rfm: those that scores are made by now, and of how many people they were made. */
  cutPoints?: CutPoints;
  cutPointsAt?: Date;
  cutPointsOf?: number;
  /** rfm: when they are looked at again. */
  cutPointsDueAt?: Date;
  /** rfm: the share of people whose scores the last look would have changed or did change, 0–1, and whether it did. */
  lastLook?: { at: Date; moved: number; published: boolean };
}

export class ReadySetsStore {
  private readonly sets: Collection<ReadySetDocument>;

  constructor(db: Db) {
    this.sets = db.collection<ReadySetDocument>(collections.readySets);
  }

  async ensureIndexes(): Promise<void> {
    await this.sets.createIndex({ cutPointsDueAt: 1 }, { partialFilterExpression: { cutPointsDueAt: { $exists: true } } });
  }

  async all(workspace: string): Promise<ReadySetDocument[]> {
    return await this.sets.find({ _id: { $gte: `${workspace}:`, $lt: `${workspace};` } }).toArray();
  }

  async put(document: ReadySetDocument): Promise<void> {
    await this.sets.replaceOne({ _id: document._id }, document, { upsert: true });
  }

  /**
   * One set whose cut points are due, taken by whoever moves its due time first. Whoever dies over it leaves it due again at `again`.
   * Null: none is due.
   */
  async takeDue(now: Date, again: Date): Promise<ReadySetDocument | null> {
    return await this.sets.findOneAndUpdate({ cutPointsDueAt: { $lte: now } }, { $set: { cutPointsDueAt: again } }, { sort: { cutPointsDueAt: 1 } });
  }

  /** Nobody looks after its cut points until it is installed again. */
  async leave(id: string): Promise<void> {
    await this.sets.updateOne({ _id: id }, { $unset: { cutPointsDueAt: '' } });
  }

  async noteLook(
    id: string,
    change: Partial<Pick<ReadySetDocument, 'cutPoints' | 'cutPointsAt' | 'cutPointsOf' | 'cutPointsDueAt' | 'lastLook'>>,
  ): Promise<void> {
    await this.sets.updateOne({ _id: id }, { $set: change });
  }
}
