import type { ClientSession, Collection, Db } from 'mongodb';
import { ulid } from 'ulid';

import { AuditStore } from '../platform/audit.js';
import { collections } from '../platform/collections.js';
import { hashSecret, type KeyPrefix, makeKey, workspaceOfKey } from './secrets.js';

/** `_id` = `workspace:hash of the key`. Index `{workspace, kind, createdAt}`. */
export interface KeyDocument {
  _id: string;
  workspace: string;
  /** ULID, for people and for deletion. */
  keyId: string;
  /**
   * `api`: may call /api, never shown again. `write`: may send events as one source. `public`: may read of one person what is marked public. The last two
   * stand in web pages anyway, so they are kept readable.
   */
  kind: 'api' | 'write' | 'public';
  name: string;
  /** Its last characters, to recognise it by. */
  hint: string;
  /** Write keys and public tokens. */
  key?: string;
  /** Write keys only. */
  source?: string;
  /** Public tokens: only for pages of these origins; absent: of any. */
  origins?: string[];
  /** Public tokens: answers only for identities that your own server signed, not for what a browser says it is. */
  signedOnly?: boolean;
  createdAt: Date;
  createdBy: string;
  lastUsedAt?: Date;
}

export interface NewKey {
  workspace: string;
  name: string;
  createdBy: string;
  now: Date;
}

const kinds = { ck: 'api', wk: 'write', pk: 'public' } as const;

export class KeysStore {
  private readonly keys: Collection<KeyDocument>;

  constructor(private readonly db: Db) {
    this.keys = db.collection<KeyDocument>(collections.keys);
  }

  async ensureIndexes(): Promise<void> {
    await this.keys.createIndex({ workspace: 1, kind: 1, createdAt: 1 });
  }

  /** Answers the key itself, which cannot be read again. */
  async createApiKey(request: NewKey): Promise<{ key: string; document: KeyDocument }> {
    return await this.insert('ck', request, {});
  }

  async createWriteKey(request: NewKey & { source: string }): Promise<{ key: string; document: KeyDocument }> {
    return await this.insert('wk', request, { source: request.source });
  }

  async createPublicToken(request: NewKey & { origins?: string[] | undefined; signedOnly?: boolean }): Promise<{ key: string; document: KeyDocument }> {
    const { origins, signedOnly } = request;
    return await this.insert('pk', request, { ...(origins !== undefined && { origins }), ...(signedOnly && { signedOnly }) });
  }

  private async insert(prefix: KeyPrefix, request: NewKey, more: Partial<KeyDocument>): Promise<{ key: string; document: KeyDocument }> {
    const key = makeKey(prefix, request.workspace);
    const document: KeyDocument = {
      _id: `${request.workspace}:${hashSecret(key)}`,
      workspace: request.workspace,
      keyId: ulid(request.now.getTime()),
      kind: kinds[prefix],
      name: request.name,
      hint: key.slice(-4),
      ...more,
      ...(prefix === 'ck' ? {} : { key }),
      createdAt: request.now,
      createdBy: request.createdBy,
    };
    await this.audited(document, { action: 'key.create', by: request.createdBy, at: request.now }, async (session) => {
      await this.keys.insertOne(document, { session });
    });
    return { key, document };
  }

  async findApiKey(key: string): Promise<KeyDocument | null> {
    return await this.find('ck', key);
  }

  async findWriteKey(key: string): Promise<KeyDocument | null> {
    return await this.find('wk', key);
  }

  async findPublicToken(key: string): Promise<KeyDocument | null> {
    return await this.find('pk', key);
  }

  private async find(prefix: KeyPrefix, key: string): Promise<KeyDocument | null> {
    const workspace = workspaceOfKey(prefix, key);
    if (workspace === null) return null;
    return await this.keys.findOne({ _id: `${workspace}:${hashSecret(key)}` });
  }

  async list(workspace: string, kind: KeyDocument['kind']): Promise<KeyDocument[]> {
    return await this.keys.find({ workspace, kind }).sort({ createdAt: 1 }).toArray();
  }

  /** False: there was none. */
  async remove(workspace: string, kind: KeyDocument['kind'], keyId: string, who: { by: string; at: Date }): Promise<boolean> {
    const key = await this.keys.findOne({ workspace, kind, keyId });
    if (key === null) return false;
    await this.audited(key, { action: 'key.revoke', ...who }, async (session) => {
      await this.keys.deleteOne({ _id: key._id }, { session });
    });
    return true;
  }

  /** A key that is made or revoked, and that somebody did it, in one transaction. */
  private async audited(
    { workspace, keyId, kind, name }: KeyDocument,
    who: { action: string; by: string; at: Date },
    change: (session: ClientSession) => Promise<void>,
  ): Promise<void> {
    await this.db.client.withSession(async (session) => {
      await session.withTransaction(async () => {
        await change(session);
        await new AuditStore(this.db).append(session, { workspace, ...who, about: { kind: 'key', id: keyId }, detail: { kind, name } });
      });
    });
  }

  /** Written at most once a minute and key, so that reading with a key stays a read. */
  async touch(key: KeyDocument, now: Date): Promise<void> {
    if (key.lastUsedAt !== undefined && now.getTime() - key.lastUsedAt.getTime() < 60_000) return;
    await this.keys.updateOne({ _id: key._id }, { $set: { lastUsedAt: now } }, { writeConcern: { w: 1 } });
  }
}
