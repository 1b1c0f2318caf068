import type { ClientSession, Collection, Db } from 'mongodb';
import { ulid } from 'ulid';

import { collections } from './collections.js';

/** One document of `audit`, `_id` = `workspace:ULID`: who changed what. Append-only; written in the transaction of the change itself. */
export interface AuditDocument {
  _id: string;
  workspace: string;
  at: Date;
  /** `user:…` or `key:…`. */
  by: string;
  /** `noun.verb`: `identity-rules.change`, `profile.merge`, `merge.undo`. */
  action: string;
  about: { kind: string; id: string };
  /** What changed, small: enough to say it in a sentence. */
  detail?: { [key: string]: unknown };
}

export type AuditEntry = Omit<AuditDocument, '_id'>;

export function auditDocument(entry: AuditEntry): AuditDocument {
  return { _id: `${entry.workspace}:${ulid(entry.at.getTime())}`, ...entry };
}

export class AuditStore {
  private readonly audit: Collection<AuditDocument>;

  constructor(db: Db) {
    this.audit = db.collection<AuditDocument>(collections.audit);
  }

  async ensureIndexes(): Promise<void> {
    await this.audit.createIndex({ workspace: 1, 'about.kind': 1, 'about.id': 1, _id: -1 });
  }

  /** The same document again changes nothing. */
  async record(document: AuditDocument): Promise<void> {
    const { _id, ...entry } = document;
    await this.audit.updateOne({ _id }, { $setOnInsert: entry }, { upsert: true, writeConcern: { w: 'majority' } });
  }

  async append(session: ClientSession, entry: AuditEntry): Promise<void> {
    await this.audit.insertOne(auditDocument(entry), { session });
  }
}
