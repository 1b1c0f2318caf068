import { contentHash, type VersionKind } from '@cairn/workflows/contracts/canonical.js';
import type { ClientSession, Collection, Db } from 'mongodb';

import { collections, type VersionDocument, type WorkspaceDocument } from './collections.js';
import { UserError } from './errors.js';

export interface PublishVersion {
  workspace: string;
  kind: VersionKind;
  key: string;
  definition: unknown;
  /** Who publishes: `actor` text. */
  by: string;
  /** What the fold stores changes (segments, aggregates): profiles below the new epoch are folded again. */
  raiseEpoch: boolean;
  now: Date;
}

export interface PublishedVersion {
  hash: string;
  /** 1, 2, 3 … per (kind, key). */
  number: number;
  /** The workspace's, after this. */
  epoch: number;
}

/** Immutable definitions by content hash. Nothing that runs reads a draft. Indexes: `_id`; `{workspace, kind, key, number}`. */
export class VersionsStore {
  private readonly versions: Collection<VersionDocument>;
  private readonly workspaces: Collection<WorkspaceDocument>;

  constructor(db: Db) {
    this.versions = db.collection<VersionDocument>(collections.versions);
    this.workspaces = db.collection<WorkspaceDocument>(collections.workspaces);
  }

  /**
   * Inserts the version unless it is there and raises the workspace's revision, inside the caller's transaction, which also moves the
   * noun's `liveVersion`. Raising the revision comes first: two publishers meet on that document, one is retried, and numbers stay unique.
   */
  async publishVersion(session: ClientSession, request: PublishVersion): Promise<PublishedVersion> {
    const epoch = await this.raise(session, request.workspace, request.raiseEpoch);
    const { workspace, kind, key, definition } = request;
    const hash = contentHash(kind, key, definition);
    const stored = await this.versions.findOne({ _id: `${workspace}:${hash}` }, { session });
    if (stored) return { hash, number: stored.number, epoch };
    const newest = await this.versions.findOne({ workspace, kind, key }, { session, sort: { number: -1 }, projection: { number: 1 } });
    const number = (newest?.number ?? 0) + 1;
    await this.versions.insertOne(
      { _id: `${workspace}:${hash}`, workspace, hash, kind, key, number, definition, createdAt: request.now, createdBy: request.by },
      { session },
    );
    return { hash, number, epoch };
  }

  /** Caches of definitions re-read after this; for changes without a version (pause, delete, settings). Answers the epoch after it. */
  async raise(session: ClientSession, workspace: string, raiseEpoch: boolean): Promise<number> {
    const raised = await this.workspaces.findOneAndUpdate(
      { _id: workspace },
      { $inc: { revision: 1, ...(raiseEpoch ? { epoch: 1 } : {}) } },
      { session, returnDocument: 'after', projection: { epoch: 1 } },
    );
    if (raised === null) {
      throw new UserError(404, 'unknown-workspace', `There is no workspace ${workspace}.`, { action: 'Create it first; `npm start` makes the demo one.' });
    }
    return raised.epoch;
  }

  async readVersion<T = unknown>(workspace: string, hash: string): Promise<VersionDocument<T> | null> {
    return (await this.versions.findOne({ _id: `${workspace}:${hash}` })) as VersionDocument<T> | null;
  }

  async readVersions<T = unknown>(workspace: string, hashes: readonly string[]): Promise<VersionDocument<T>[]> {
    const ids = [...new Set(hashes)].map((hash) => `${workspace}:${hash}`);
    return (await this.versions.find({ _id: { $in: ids } }).toArray()) as VersionDocument<T>[];
  }

  /** Newest first. */
  async list<T = unknown>(workspace: string, kind: VersionKind, key: string, limit = 50): Promise<VersionDocument<T>[]> {
    return (await this.versions.find({ workspace, kind, key }).sort({ number: -1 }).limit(limit).toArray()) as VersionDocument<T>[];
  }
}
