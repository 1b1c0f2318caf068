import type { Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import { hashSecret, makeToken, workspaceOfToken } from './secrets.js';

/** `_id` = `workspace:hash of the cookie's token`: who reads the database cannot sign in with what is in it. TTL index on `expiresAt`. */
export interface SessionDocument {
  _id: string;
  workspace: string;
  userId: string;
  createdAt: Date;
  expiresAt: Date;
}

/** `_id` = `workspace:hash of the token`. Works once. TTL index on `expiresAt`. */
export interface SignInLinkDocument {
  _id: string;
  workspace: string;
  userId: string;
  expiresAt: Date;
  usedAt?: Date;
}

export const sessionDurationMs = 30 * 24 * 3_600_000;

export class SessionsStore {
  private readonly sessions: Collection<SessionDocument>;
  private readonly links: Collection<SignInLinkDocument>;

  constructor(db: Db) {
    this.sessions = db.collection<SessionDocument>(collections.sessions);
    this.links = db.collection<SignInLinkDocument>(collections.signInLinks);
  }

  async ensureIndexes(): Promise<void> {
    await this.sessions.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
    await this.links.createIndex({ expiresAt: 1 }, { expireAfterSeconds: 0 });
  }

  /** Answers the token, which is stored nowhere. */
  async open(workspace: string, userId: string, now: Date): Promise<{ token: string; expiresAt: Date }> {
    const token = makeToken(workspace);
    const expiresAt = new Date(now.getTime() + sessionDurationMs);
    await this.sessions.insertOne({ _id: `${workspace}:${hashSecret(token)}`, workspace, userId, createdAt: now, expiresAt });
    return { token, expiresAt };
  }

  async read(token: string, now: Date): Promise<SessionDocument | null> {
    const workspace = workspaceOfToken(token);
    if (workspace === null) return null;
    return await this.sessions.findOne({ _id: `${workspace}:${hashSecret(token)}`, expiresAt: { $gt: now } });
  }

  async close(token: string): Promise<void> {
    const workspace = workspaceOfToken(token);
    if (workspace !== null) await this.sessions.deleteOne({ _id: `${workspace}:${hashSecret(token)}` });
  }

  async makeLink(workspace: string, userId: string, expiresAt: Date): Promise<string> {
    const token = makeToken(workspace);
    await this.links.insertOne({ _id: `${workspace}:${hashSecret(token)}`, workspace, userId, expiresAt });
    return token;
  }

  /** Whose link it is, the first time it is asked; null ever after. */
  async useLink(token: string, now: Date): Promise<{ workspace: string; userId: string } | null> {
    const workspace = workspaceOfToken(token);
    if (workspace === null) return null;
    return await this.links.findOneAndUpdate(
      { _id: `${workspace}:${hashSecret(token)}`, usedAt: { $exists: false }, expiresAt: { $gt: now } },
      { $set: { usedAt: now } },
    );
  }
}
