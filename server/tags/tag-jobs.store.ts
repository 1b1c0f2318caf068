import type { ClientSession, Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { TagJobDocument, TagJobProgress } from './tag-job.js';

const majority = { readConcern: { level: 'majority' }, writeConcern: { w: 'majority' }, readPreference: 'primary' } as const;

/** Bulk jobs of tags. */
export class TagJobsStore {
  private readonly jobs: Collection<TagJobDocument>;

  constructor(db: Db) {
    this.jobs = db.collection<TagJobDocument>(collections.tagJobs, majority);
  }

  async ensureIndexes(): Promise<void> {
    await this.jobs.createIndex({ leaseUntil: 1 }, { partialFilterExpression: { state: 'running' } });
    await this.jobs.createIndex({ workspace: 1, tag: 1, jobId: -1 });
  }

  async insert(session: ClientSession, job: TagJobDocument): Promise<void> {
    await this.jobs.insertOne(job, { session });
  }

  async read(workspace: string, jobId: string): Promise<TagJobDocument | null> {
    return await this.jobs.findOne({ _id: `${workspace}:${jobId}` });
  }

  /** The newest first. */
  async list(workspace: string, tag: string, limit: number, before?: string): Promise<TagJobDocument[]> {
    return await this.jobs
      .find({ workspace, tag, ...(before !== undefined && { jobId: { $lt: before } }) })
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
