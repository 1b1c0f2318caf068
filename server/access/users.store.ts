import { hash, verify } from '@node-rs/argon2';
import type { Collection, Db } from 'mongodb';
import { ulid } from 'ulid';

import { collections } from '../platform/collections.js';

export type UserLocale = 'en' | 'de' | 'zh';

/** `_id` = `workspace:userId`. An operator who signs in; never a profile. Index `{email}`, unique: one account an address. */
export interface UserDocument {
  _id: string;
  workspace: string;
  userId: string;
  /** Lower case. */
  email: string;
  name: string;
  locale: UserLocale;
  /** argon2id. */
  password: string;
  createdAt: Date;
}

export interface NewUser {
  workspace: string;
  email: string;
  name: string;
  password: string;
  locale?: UserLocale;
  now: Date;
}

/** Compared against when no account has the address, so that both refusals take the same time. */
const nobody = hash('the password of nobody');

export class UsersStore {
  private readonly users: Collection<UserDocument>;

  constructor(db: Db) {
    this.users = db.collection<UserDocument>(collections.users);
  }

  async ensureIndexes(): Promise<void> {
    await this.users.createIndex({ email: 1 }, { unique: true });
  }

  /** Adds an account, or gives the one with this address the new name and password. */
  async put(user: NewUser): Promise<UserDocument> {
    const email = user.email.trim().toLowerCase();
    const password = await hash(user.password);
    const userId = ulid(user.now.getTime());
    const stored = await this.users.findOneAndUpdate(
      { workspace: user.workspace, email },
      {
        $set: { name: user.name, password, ...(user.locale ? { locale: user.locale } : {}) },
        $setOnInsert: { _id: `${user.workspace}:${userId}`, userId, createdAt: user.now, ...(user.locale ? {} : { locale: 'en' as const }) },
      },
      { upsert: true, returnDocument: 'after' },
    );
    if (stored === null) throw new Error(`The account for ${email} was not stored.`);
    return stored;
  }

  async read(workspace: string, userId: string): Promise<UserDocument | null> {
    return await this.users.findOne({ _id: `${workspace}:${userId}` });
  }

  async readByEmail(workspace: string, email: string): Promise<UserDocument | null> {
    return await this.users.findOne({ workspace, email: email.trim().toLowerCase() });
  }

  /** Who has this address and password. Without a workspace: signing in is what finds it out. */
  async authenticate(email: string, password: string): Promise<UserDocument | null> {
    const user = await this.users.findOne({ email: email.trim().toLowerCase() });
    const matches = await verify(user?.password ?? (await nobody), password);
    return matches ? user : null;
  }
}
