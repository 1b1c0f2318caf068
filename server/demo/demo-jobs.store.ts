import type { ClientSession, Collection, Db, Filter } from 'mongodb';

import { collections } from '../platform/collections.js';
import { type DemoJobDocument, type DemoJobProgress, demoJobLeaseMs } from './demo-job.js';

const majority = { readConcern: { level: 'majority' }, writeConcern: { w: 'majority' }, readPreference: 'primary' } as const;

export class DemoJobsStore {
  private readonly jobs: Collection<DemoJobDocument>;

  constructor(db: Db) {
    this.jobs = db.collection<DemoJobDocument>(collections.demoJobs, majority);
  }

  async ensureIndexes(): Promise<void> {
    await this.jobs.createIndex({ leaseUntil: 1 }, { partialFilterExpression: { state: 'running' } });
  }

  async read(workspace: string, session?: ClientSession): Promise<DemoJobDocument | null> {
    return await this.jobs.findOne({ _id: `${workspace}:demo` }, { session });
  }

  /** Takes the place of the one before, which must have ended. */
  async begin(session: ClientSession, job: DemoJobDocument): Promise<void> {
    await this.jobs.replaceOne({ _id: job._id }, job, { session, upsert: true });
  }

  /** One that nobody looks after, for so long; null: there is none. */
  async claim(now: number): Promise<DemoJobDocument | null> {
    return await this.jobs.findOneAndUpdate(
      { state: 'running', leaseUntil: { $lte: new Date(now) } },
      { $set: { leaseUntil: new Date(now + demoJobLeaseMs) } },
      { returnDocument: 'after' },
    );
  }

  /** Only from where it stands. Null: somebody else was there first. */
  async advance(job: DemoJobDocument, progress: DemoJobProgress, now: number, session?: ClientSession): Promise<DemoJobDocument | null> {
    return await this.jobs.findOneAndUpdate(
      standing(job),
      { $set: { ...progress, tries: 0, leaseUntil: new Date(now + demoJobLeaseMs) } },
      { returnDocument: 'after', session },
    );
  }

  /** The slice again, later. */
  async putOff(job: DemoJobDocument, until: Date): Promise<void> {
    await this.jobs.updateOne({ ...standing(job), tries: job.tries }, { $set: { leaseUntil: until }, $inc: { tries: 1 } });
  }

  /** For the next process, at once. */
  async release(job: DemoJobDocument, now: number): Promise<void> {
    await this.jobs.updateOne({ ...standing(job), leaseUntil: job.leaseUntil }, { $set: { leaseUntil: new Date(now) } });
  }

  async end(job: DemoJobDocument, how: { state: 'completed' | 'failed'; reason?: string; now: Date; session?: ClientSession }): Promise<void> {
    const { state, reason, now, session } = how;
    await this.jobs.updateOne(standing(job), { $set: { state, endedAt: now, ...(reason !== undefined && { reason }) } }, { session });
  }
}

function standing({ _id, jobId, phase, done }: DemoJobDocument): Filter<DemoJobDocument> {
  return { _id, jobId, phase, done, state: 'running' };
}
