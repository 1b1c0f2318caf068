import { type Db, MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { collections } from '../platform/collections.js';
import { mongoOptions } from '../platform/mongo-client.js';
import { MongoCoreStore } from '../profiles/mongo-core-store.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { newAccount } from './account.js';
import { accountsContract } from './accounts.contract.js';
import { AccountsStore } from './accounts.store.js';

let client: MongoClient;
const used: Db[] = [];

beforeAll(async () => {
  client = await new MongoClient(process.env.MONGODB_URI ?? '', mongoOptions).connect();
});
afterAll(async () => {
  for (const db of used) await db.dropDatabase();
  await client.close();
});

async function database(): Promise<{ db: Db; store: AccountsStore }> {
  const db = client.db(`accounts_${Math.random().toString(36).slice(2)}`);
  used.push(db);
  const store = new AccountsStore(db);
  await Promise.all([store.ensureIndexes(), new MongoCoreStore(db).ensureIndexes(), new ProfilesReader(db).ensureIndexes()]);
  return { db, store };
}

accountsContract('on a real mongod', async () => {
  const { db, store } = await database();
  const events = db.collection<{ _id: string }>(collections.events);
  return { store, core: new MongoCoreStore(db), insertEvents: async (documents) => void (await events.insertMany(documents as { _id: string }[])) };
});

describe('accounts to visit', () => {
  const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1_000);
  const all = Array.from({ length: 256 }, (_, bucket) => bucket);

  it('are the longest due first, then those below the epoch, each in its share', async () => {
    const { store } = await database();
    const put = async (id: string, change: object) =>
      await store.withSession((session) => store.writeAccount(session, null, { ...newAccount('w', id, at(0)), version: id, ...change }));
    await put('late', { dueAt: at(1), bucket: 3 });
    await put('later', { dueAt: at(5), bucket: 4 });
    await put('not-yet', { dueAt: at(99) });
    await put('settled', { epoch: 7 });
    await put('below', { epoch: 6, bucket: 4 });
    const ids = (found: { accountId: string }[]) => found.map(({ accountId }) => accountId);
    expect(ids(await store.due(at(10).getTime(), all, 9))).toEqual(['late', 'later']);
    expect(ids(await store.due(at(10).getTime(), [4], 9))).toEqual(['later']);
    expect(ids(await store.below('w', 7, all, 9))).toEqual(['below']);
    expect(ids(await store.below('other', 7, all, 9))).toEqual([]);
  });
});
