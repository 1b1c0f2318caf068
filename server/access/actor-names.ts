import type { Collection, Db } from 'mongodb';

import { collections } from '../platform/collections.js';
import type { KeyDocument } from './keys.store.js';
import type { UserDocument } from './users.store.js';

/** Who `user:…` and `key:…` are, as people call them. */
export class ActorNames {
  private readonly users: Collection<UserDocument>;
  private readonly keys: Collection<KeyDocument>;

  constructor(db: Db) {
    this.users = db.collection<UserDocument>(collections.users);
    this.keys = db.collection<KeyDocument>(collections.keys);
  }

  /** Those that are gone, or are neither, are not in the answer. */
  async of(workspace: string, actors: readonly string[]): Promise<Map<string, string>> {
    const idsOf = (prefix: string) => [...new Set(actors)].filter((actor) => actor.startsWith(prefix)).map((actor) => actor.slice(prefix.length));
    const [userIds, keyIds] = [idsOf('user:'), idsOf('key:')];
    const [users, keys] = await Promise.all([
      userIds.length === 0
        ? []
        : this.users.find({ _id: { $in: userIds.map((id) => `${workspace}:${id}`) } }, { projection: { userId: 1, name: 1 } }).toArray(),
      keyIds.length === 0 ? [] : this.keys.find({ workspace, kind: 'api', keyId: { $in: keyIds } }, { projection: { keyId: 1, name: 1 } }).toArray(),
    ]);
    return new Map([...users.map(({ userId, name }) => [`user:${userId}`, name] as const), ...keys.map(({ keyId, name }) => [`key:${keyId}`, name] as const)]);
  }
}
