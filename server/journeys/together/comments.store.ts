import type { Collection, Db, Filter } from 'mongodb';
import { ulid } from 'ulid';

import { collections } from '../../platform/collections.js';

/** `_id` = `workspace:commentId`, a ULID, so ids are in the order of time. Index `{workspace, journey, _id}`. */
export interface CommentDocument {
  _id: string;
  workspace: string;
  commentId: string;
  journey: string;
  /** Null: on the journey as a whole. The step may be gone by now. */
  stepId: string | null;
  text: string;
  /** `user:…` or `key:…`. */
  author: string;
  createdAt: Date;
  editedAt?: Date;
  /** Resolved: done with, out of the way, still there. */
  resolved?: { at: Date; by: string };
}

export interface CommentsQuery {
  /** Only those on this step; `null`: on the journey itself. */
  stepId?: string | null;
  resolved?: boolean;
  before?: string;
  limit: number;
}

/** What people say to each other about a journey; no part of its definition. */
export class CommentsStore {
  private readonly comments: Collection<CommentDocument>;

  constructor(db: Db) {
    this.comments = db.collection<CommentDocument>(collections.comments);
  }

  async ensureIndexes(): Promise<void> {
    await this.comments.createIndex({ workspace: 1, journey: 1, _id: -1 });
  }

  async add(comment: Pick<CommentDocument, 'workspace' | 'journey' | 'stepId' | 'text' | 'author'>, now: Date): Promise<CommentDocument> {
    const commentId = ulid(now.getTime());
    const document = { _id: `${comment.workspace}:${commentId}`, commentId, ...comment, createdAt: now };
    await this.comments.insertOne(document, { writeConcern: { w: 'majority', journal: true } });
    return document;
  }

  async read(workspace: string, journey: string, commentId: string): Promise<CommentDocument | null> {
    return await this.comments.findOne({ _id: `${workspace}:${commentId}`, journey });
  }

  /** Newest first. */
  async list(workspace: string, journey: string, { stepId, resolved, before, limit }: CommentsQuery): Promise<CommentDocument[]> {
    const where: Filter<CommentDocument> = { workspace, journey };
    if (stepId !== undefined) where.stepId = { $eq: stepId };
    if (resolved !== undefined) where.resolved = { $exists: resolved };
    if (before !== undefined) where._id = { $lt: `${workspace}:${before}` };
    return await this.comments.find(where).sort({ _id: -1 }).limit(limit).toArray();
  }

  /** How many are open, by step; those on the journey itself under `''`. */
  async openCounts(workspace: string, journey: string): Promise<Map<string, number>> {
    const rows = await this.comments
      .aggregate<{ _id: string | null; count: number }>([
        { $match: { workspace, journey, resolved: { $exists: false } } },
        { $group: { _id: '$stepId', count: { $sum: 1 } } },
      ])
      .toArray();
    return new Map(rows.map(({ _id, count }) => [_id ?? '', count]));
  }

  /** Null: there is none by this author. */
  async edit(workspace: string, commentId: string, author: string, text: string, now: Date): Promise<CommentDocument | null> {
    return await this.comments.findOneAndUpdate({ _id: `${workspace}:${commentId}`, author }, { $set: { text, editedAt: now } }, { returnDocument: 'after' });
  }

  /** Resolving what is resolved leaves the first time and name. */
  async resolve(workspace: string, commentId: string, by: string, now: Date): Promise<void> {
    await this.comments.updateOne({ _id: `${workspace}:${commentId}`, resolved: { $exists: false } }, { $set: { resolved: { at: now, by } } });
  }

  async reopen(workspace: string, commentId: string): Promise<void> {
    await this.comments.updateOne({ _id: `${workspace}:${commentId}` }, { $unset: { resolved: '' } });
  }

  async remove(workspace: string, commentId: string, author: string): Promise<boolean> {
    return (await this.comments.deleteOne({ _id: `${workspace}:${commentId}`, author })).deletedCount === 1;
  }
}
