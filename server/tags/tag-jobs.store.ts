import type { ClientSession, Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import { type TagJobDocument, type TagJobProgress, tagJobLimits } from './tag-job.js';

const majority = { readConcern: { level: 'majority' }, writeConcern: { w: 'majority' }, readPreference: 'primary' } as const;

export interface TagJobsListed {
  tag?: string | undefined;
  state?: TagJobDocument['state'] | undefined;
  limit: number;
  before?: string | undefined;
}

/** `of` may be without its lists. */
export type ListedTagJob = Omit<TagJobDocument, 'of'> & { of: { segment?: string; everybody?: true; identities?: string[]; profiles?: string[] } };

/** Bulk jobs of tags. */
export class TagJobsStore {
  private readonly jobs: Collection<TagJobDocument>;

  constructor(db: Db) {
    this.jobs = db.collection<TagJobDocument>(collections.tagJobs, majority);
  }

  async ensureIndexes(): Promise<void> {
    await this.jobs.createIndex({ leaseUntil: 1 }, { partialFilterExpression: { state: 'running' } });
    await this.jobs.createIndex({ workspace: 1, tag: 1, jobId: -1 });
    await this.jobs.createIndex({ workspace: 1, jobId: -1 });
    await this.jobs.createIndex({ endedAt: 1 }, { expireAfterSeconds: tagJobLimits.keptSeconds });
  }

  async insert(session: ClientSession, job: TagJobDocument): Promise<void> {
    await this.jobs.insertOne(job, { session });
  }

  async read(workspace: string, jobId: string): Promise<TagJobDocument | null> {
    return await this.jobs.findOne({ _id: `${workspace}:${jobId}` });
  }

  /** Of one tag or of all, the newest first, without whom they are for: those may be many. */
  async list(workspace: string, { tag, state, limit, before }: TagJobsListed): Promise<ListedTagJob[]> {
    return await this.jobs
      .find({
        workspace,
        ...(tag !== undefined && { tag }),
        ...(state !== undefined && { state }),
        ...(before !== undefined && { jobId: { $lt: before } }),
      })
      .project<ListedTagJob>({ 'of.identities': 0, 'of.profiles': 0 })
      .sort({ jobId: -1 })
      .limit(limit)
      .toArray();
  }

  /** One that nobody looks after, for so long; null: there is none. Correctness does not rest on it. */
  async claim(now: number, leaseMs: number): Promise<TagJobDocument | null> {
    return await this.jobs.findOneAndUpdate(
      { state: 'running', leaseUntil: { $lte: new Date(now) } },
      { $set: { leaseUntil: new Date(now + leaseMs) } },
      { sort: { leaseUntil: 1 }, returnDocument: 'after' },
    );
  }

  /** Only from where the slice began, and only while it runs. False: somebody else was there first, or it was cancelled. */
  async advance(job: TagJobDocument, progress: TagJobProgress, leaseUntil: Date): Promise<boolean> {
    const { matchedCount } = await this.jobs.updateOne(
      { _id: job._id, state: 'running', after: job.after, done: job.done },
      { $set: { ...progress, leaseUntil } },
    );
    return matchedCount === 1;
  }

  /** The slice again, later. */
  async putOff(job: TagJobDocument, until: Date): Promise<void> {
    await this.jobs.updateOne(
      { _id: job._id, state: 'running', after: job.after, done: job.done, tries: job.tries },
      { $set: { leaseUntil: until }, $inc: { tries: 1 } },
    );
  }

  /** For the next worker, at once. */
  async release(job: TagJobDocument, now: number): Promise<void> {
    await this.jobs.updateOne({ _id: job._id, state: 'running', leaseUntil: job.leaseUntil }, { $set: { leaseUntil: new Date(now) } });
  }

  /** False: it had ended already. */
  async end(workspace: string, jobId: string, how: { state: Exclude<TagJobDocument['state'], 'running'>; reason?: string; now: Date }): Promise<boolean> {
    const { state, reason, now } = how;
    const { matchedCount } = await this.jobs.updateOne(
      { _id: `${workspace}:${jobId}`, state: 'running' },
      { $set: { state, endedAt: now, ...(reason !== undefined && { reason }) } },
    );
    return matchedCount === 1;
  }
}
