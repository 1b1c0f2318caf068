import { liveBuckets } from '@cairn/server/events/buckets.js';
import { collections, type WorkspaceDocument } from '@cairn/server/platform/collections.js';
import type { Person } from '@cairn/server/profiles/core.js';
import type { ProfileDocument } from '@cairn/server/profiles/profile.js';
import type { Collection, Db, Filter } from 'mongodb';

/** An outbox younger than this is most likely being performed by whoever wrote it. */
const leaveToWriterMs = 200;
const majority = { readConcern: { level: 'majority' }, readPreference: 'primary' } as const;

/** Profiles with something to do that no event asks for: ticks, outstanding effects, definitions they have not seen. */
export class DueProfiles {
  private readonly profiles: Collection<ProfileDocument>;
  private readonly workspaces: Collection<WorkspaceDocument>;

  constructor(db: Db) {
    this.profiles = db.collection<ProfileDocument>(collections.profiles, majority);
    this.workspaces = db.collection<WorkspaceDocument>(collections.workspaces, majority);
  }

  /** Those whose `nextEvaluationAt` has come, the longest due first. */
  async ticking(now: number, buckets: readonly number[], limit: number): Promise<Person[]> {
    return await this.people({ nextEvaluationAt: { $lte: new Date(now) }, ...share(buckets) }, limit, { nextEvaluationAt: 1 });
  }

  /** Whole outboxes, only of writes that a majority has (core 2). */
  async owing(now: number, buckets: readonly number[], except: string[], limit: number): Promise<ProfileDocument[]> {
    const filter: Filter<ProfileDocument> = {
      effectsDueAt: { $lte: new Date(now - leaveToWriterMs) },
      ...share(buckets),
      ...(except.length > 0 && { _id: { $nin: except } }),
    };
    return await this.profiles.find(filter, { projection: { workspace: 1, profileId: 1, effects: 1 }, sort: { effectsDueAt: 1 }, limit }).toArray();
  }

  /** Workspaces whose definitions were ever asked of everybody, and their epochs. */
  async epochs(): Promise<{ workspace: string; epoch: number }[]> {
    const workspaces = await this.workspaces.find({ epoch: { $gt: 0 } }, { projection: { epoch: 1 } }).toArray();
    return workspaces.map(({ _id: workspace, epoch }) => ({ workspace, epoch }));
  }

  /** Below the epoch: swept for ever, for a fold that was paused may insert one after a backfill has ended (core 14). */
  async behind(workspace: string, epoch: number, buckets: readonly number[], limit: number): Promise<Person[]> {
    return await this.people({ workspace, epoch: { $lt: epoch }, mergedInto: { $exists: false }, ...share(buckets) }, limit);
  }

  private async people(filter: Filter<ProfileDocument>, limit: number, sort?: { [field: string]: 1 }): Promise<Person[]> {
    const rows = await this.profiles.find(filter, { projection: { workspace: 1, profileId: 1 }, limit, ...(sort && { sort }) }).toArray();
    return rows.map(({ workspace, profileId }) => ({ workspace, profileId }));
  }
}

function share(buckets: readonly number[]): Filter<ProfileDocument> {
  return buckets.length === liveBuckets ? {} : { bucket: { $in: [...buckets] } };
}
