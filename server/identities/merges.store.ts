import type { Collection, Db, Filter } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { MergeDocument } from '../profiles/core-store.js';
import { completeProfile } from '../profiles/profile.js';

/** The journal of merges, to read: the core writes it. Indexes `{workspace, at}`, and one for each side. */
export class MergesStore {
  private readonly merges: Collection<MergeDocument>;

  constructor(db: Db) {
    this.merges = db.collection<MergeDocument>(collections.merges);
  }

  async ensureIndexes(): Promise<void> {
    await this.merges.createIndex({ workspace: 1, at: -1, _id: -1 });
    await this.merges.createIndex({ workspace: 1, survivor: 1, at: -1 });
    await this.merges.createIndex({ workspace: 1, loser: 1, at: -1 });
  }

  async read(workspace: string, id: string): Promise<MergeDocument | null> {
    const found = await this.merges.findOne({ _id: `${workspace}:${id}` });
    return found && complete(found);
  }

  /** The newest that took this profile in. */
  async lastOf(workspace: string, loser: string): Promise<MergeDocument | null> {
    const found = await this.merges.findOne({ workspace, loser, undoneAt: { $exists: false } }, { sort: { at: -1 } });
    return found && complete(found);
  }

  /** `_id` of the newest merge of one of these with one of those, standing or undone. */
  async between(workspace: string, ones: string[], others: string[], { undone }: { undone: boolean }): Promise<string | null> {
    const sides = [
      { survivor: { $in: ones }, loser: { $in: others } },
      { survivor: { $in: others }, loser: { $in: ones } },
    ];
    const found = await this.merges.findOne({ workspace, $or: sides, undoneAt: { $exists: undone } }, { sort: { at: -1 }, projection: { _id: 1 } });
    return found?._id ?? null;
  }

  /** Newest first, strictly before (at, id). */
  async list(
    workspace: string,
    {
      profiles,
      undone,
      before,
      limit,
    }: { profiles?: string[] | undefined; undone?: boolean | undefined; before?: { at: Date; id: string } | undefined; limit: number },
  ): Promise<MergeDocument[]> {
    const conditions: Filter<MergeDocument>[] = [{ workspace }];
    if (profiles) conditions.push({ $or: [{ survivor: { $in: profiles } }, { loser: { $in: profiles } }] });
    if (undone !== undefined) conditions.push({ undoneAt: { $exists: undone } });
    if (before) conditions.push({ $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] });
    const found = await this.merges.find({ $and: conditions }).sort({ at: -1, _id: -1 }).limit(limit).toArray();
    return found.map(complete);
  }
}

function complete({ profilesBefore: { survivor, loser }, ...merge }: MergeDocument): MergeDocument {
  return { ...merge, profilesBefore: { survivor: completeProfile(survivor), loser: completeProfile(loser) } };
}
