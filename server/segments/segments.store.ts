import type { Condition } from '@cairn/rules/contracts/condition.js';
import type { ClientSession, Collection, Db, Filter } from 'mongodb';

import { collections, type JourneyDocument, type SegmentDefinition, type SegmentDocument, type WorkspaceDocument } from '../platform/collections.js';
import { clearPublicMark } from '../platform/public-mark.js';
import type { ProfileDocument } from '../profiles/profile.js';
import { type SummarySource, summaryFields } from '../profiles/profile-answer.js';
import { keysBeginning } from '../profiles/search-keys.js';
import { type ExportedMember, exportedFields } from './export/member-rows.js';
import type { FoldProgress } from './segment-fill.js';

/** So many segments are counted each by itself. */
const countedOneByOne = 8;

interface SegmentSave {
  definition: SegmentDefinition;
  resolved: Condition | undefined;
  version: string;
  epoch: number;
  now: Date;
}

/** Segments and who is in them. Index for members: wildcard on `profiles.memberships`, one entry a membership. */
export class SegmentsStore {
  private readonly segments: Collection<SegmentDocument>;
  private readonly profiles: Collection<ProfileDocument>;

  constructor(private readonly db: Db) {
    this.segments = db.collection<SegmentDocument>(collections.segments);
    this.profiles = db.collection<ProfileDocument>(collections.profiles);
  }

  async ensureIndexes(): Promise<void> {
    await this.segments.createIndex({ workspace: 1, key: 1 });
    await this.profiles.createIndex({ 'memberships.$**': 1 } as never, { name: 'by_membership' });
  }

  async read(workspace: string, key: string, session?: ClientSession): Promise<SegmentDocument | null> {
    return await this.segments.findOne({ _id: `${workspace}:${key}` }, { session });
  }

  async all(workspace: string, session?: ClientSession): Promise<SegmentDocument[]> {
    return await this.segments.find({ workspace }, { session }).sort({ key: 1 }).toArray();
  }

  async journeys(workspace: string, session?: ClientSession): Promise<JourneyDocument[]> {
    return await this.db
      .collection<JourneyDocument>(collections.journeys)
      .find({ workspace, state: { $ne: 'archived' } }, { session })
      .toArray();
  }

  async put(session: ClientSession, workspace: string, key: string, save: SegmentSave): Promise<void> {
    const { definition, resolved, version, epoch, now } = save;
    await this.segments.updateOne(
      { _id: `${workspace}:${key}` },
      {
        $set: { workspace, key, draft: definition, liveVersion: version, epoch, updatedAt: now, ...(resolved && { resolved }) },
        $setOnInsert: { createdAt: now },
        ...(!resolved && { $unset: { resolved: '' } }),
      },
      { session, upsert: true },
    );
  }

  async remove(session: ClientSession, workspace: string, key: string): Promise<void> {
    await this.segments.deleteOne({ _id: `${workspace}:${key}` }, { session });
    await clearPublicMark(this.db, session, workspace, 'segment', key);
  }

  /** key → people in it now. Of many segments in one pass over everybody, of a few by the index of each. */
  async countMembers(workspace: string, keys: readonly string[]): Promise<Map<string, number>> {
    if (keys.length > countedOneByOne) return await this.countAll(workspace, keys);
    const counts = await Promise.all(keys.map(async (key) => await this.profiles.countDocuments(membersOf(workspace, key))));
    return new Map(keys.map((key, at) => [key, counts[at] as number]));
  }

  private async countAll(workspace: string, keys: readonly string[]): Promise<Map<string, number>> {
    const counted = await this.profiles
      .aggregate<{ _id: string; count: number }>([
        { $match: { workspace, mergedInto: { $exists: false } } },
        { $project: { _id: 0, segment: { $map: { input: { $objectToArray: '$memberships' }, in: '$$this.k' } } } },
        { $unwind: '$segment' },
        { $group: { _id: '$segment', count: { $sum: 1 } } },
      ])
      .toArray();
    const counts = new Map(counted.map(({ _id, count }) => [_id, count]));
    return new Map(keys.map((key) => [key, counts.get(key) ?? 0]));
  }

  /** By id; or by when they entered, which looks at all of them. */
  async members(workspace: string, key: string, { search, sort, after, limit }: MembersAsked): Promise<SummarySource[]> {
    const since = `memberships.${key}.since`;
    const direction = sort === '-since' ? -1 : 1;
    const beyond = direction === 1 ? '$gt' : '$lt';
    const place = after && ([`${workspace}:${after.profileId}`, new Date(after.since)] as const);
    const behind = !place
      ? {}
      : sort === undefined
        ? { _id: { $gt: place[0] } }
        : { $or: [{ [since]: { [beyond]: place[1] } }, { [since]: place[1], _id: { $gt: place[0] } }] };
    return await this.profiles
      .find({ $and: [membersOf(workspace, key), behind, ...(search ? [foundBy(workspace, search)] : [])] }, { maxTimeMS: 30_000 })
      .sort(sort === undefined ? { _id: 1 } : { [since]: direction, _id: 1 })
      .limit(limit)
      .project<SummarySource>(summaryFields)
      .toArray();
  }

  /** Everybody who is in it, as they come. */
  async *eachMember(workspace: string, key: string): AsyncGenerator<ExportedMember> {
    const cursor = this.profiles.find(membersOf(workspace, key)).project<ExportedMember>(exportedFields).batchSize(500);
    try {
      for await (const profile of cursor) yield profile;
    } finally {
      await cursor.close();
    }
  }

  /** How many profiles there are, and how many of them stand at which epoch below the workspace's. */
  async progress(workspace: string): Promise<FoldProgress> {
    const settings = await this.db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace }, { projection: { epoch: 1 } });
    const everyone = { workspace, mergedInto: { $exists: false } };
    const [total, behind] = await Promise.all([
      this.profiles.countDocuments(everyone),
      this.profiles
        .aggregate<{ _id: number; count: number }>([
          { $match: { ...everyone, epoch: { $lt: settings?.epoch ?? 0 } } },
          { $group: { _id: '$epoch', count: { $sum: 1 } } },
        ])
        .toArray(),
    ]);
    return { total, behind: behind.map(({ _id, count }) => ({ epoch: _id, count })) };
  }
}

/** Whom a search of a list finds: those whose name, or a word of it, or email begins so, and who has exactly this identity. */
export interface MembersSearch {
  text: string;
  /** profileIds of who has the identity. */
  owners: readonly string[];
}

export interface MembersAsked {
  search?: MembersSearch | undefined;
  /** Default: by id. */
  sort?: 'since' | '-since' | undefined;
  /** Where the page before ended. `since` in ms UTC. */
  after?: { profileId: string; since: number } | undefined;
  limit: number;
}

function foundBy(workspace: string, { text, owners }: MembersSearch): Filter<ProfileDocument> {
  const beginning = keysBeginning(text).map((range) => ({ searchKeys: { $elemMatch: range } }));
  return { $or: [...beginning, { _id: { $in: owners.map((owner) => `${workspace}:${owner}`) } }] };
}

export function membersOf(workspace: string, key: string): { [field: string]: unknown } {
  return { workspace, [`memberships.${key}.since`]: { $exists: true }, mergedInto: { $exists: false } };
}
