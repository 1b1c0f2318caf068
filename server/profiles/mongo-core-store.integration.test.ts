import type { CommandStartedEvent, Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { mongoOptions } from '../platform/mongo-client.js';
import { coreStoreContract } from './core-store.contract.js';
import { GatheringCoreStore } from './gathering-core-store.js';
import { MongoCoreStore } from './mongo-core-store.js';
import { newIdentity, newProfile } from './new-profile.js';

let client: MongoClient;
const used: Db[] = [];

beforeAll(async () => {
  client = await new MongoClient(process.env.MONGODB_URI ?? '', { ...mongoOptions, monitorCommands: true }).connect();
});

afterAll(async () => {
  for (const db of used) await db.dropDatabase();
  await client.close();
});

const stores = { 'on a real mongod': MongoCoreStore, 'on a real mongod, calls gathered': GatheringCoreStore };
for (const [name, Store] of Object.entries(stores)) {
  coreStoreContract(name, async () => {
    const db = client.db(`core_store_${Math.random().toString(36).slice(2)}`);
    used.push(db);
    const store = new Store(db);
    await store.ensureIndexes();
    const events = db.collection<EventDocument>(collections.events);
    return {
      store,
      insertEvents: async (documents) => void (await events.insertMany(documents)),
      readEvent: async (messageId) => (await events.findOne({ _id: `w:${messageId}` })) ?? undefined,
    };
  });
}

it('many sessions at once share their calls, each sees what it wrote, and of several writes of one version one wins', async () => {
  const db = client.db(`core_store_${Math.random().toString(36).slice(2)}`);
  used.push(db);
  const store = new GatheringCoreStore(db);
  await store.ensureIndexes();
  let finds = 0;
  const count = ({ commandName }: CommandStartedEvent) => {
    if (commandName === 'find') finds++;
  };
  client.on('commandStarted', count);
  const rounds = await Promise.all(
    Array.from({ length: 40 }, async (_, index) => {
      const [workspace, id] = [`w${index % 2}`, `p${index >> 2}`];
      return await store.withSession(async (session) => {
        const first = newIdentity(workspace, `${workspace}:userId:${id}`, id, { messageId: id, receivedAt: new Date(0) });
        const after = { ...newProfile(workspace, id, first), version: `v${index}` };
        const [matched] = await store.writeProfiles(session, [{ before: null, after }]);
        await store.readPending(session, { workspace, names: [`${workspace}:userId:${id}`], limit: 10 });
        const [read] = await store.readProfiles(session, workspace, [id]);
        return { matched, isOwn: read?.version === after.version, found: read?._id === after._id };
      });
    }),
  );
  client.off('commandStarted', count);
  // Two sessions for each of twenty people.
  expect(rounds.filter(({ matched }) => matched)).toHaveLength(20);
  expect(rounds.every(({ matched, isOwn, found }) => matched === isOwn && found)).toBe(true);
  expect(finds).toBeLessThan(40);
});

it('a session waits for what it has seen itself, not for what others saw', async () => {
  const db = client.db(`core_store_${Math.random().toString(36).slice(2)}`);
  used.push(db);
  const store = new MongoCoreStore(db);
  const waits: boolean[] = [];
  const note = ({ commandName, command }: CommandStartedEvent) => {
    if (commandName === 'find') waits.push(command.readConcern.afterClusterTime !== undefined);
  };
  client.on('commandStarted', note);
  for (let session = 0; session < 2; session++) {
    await store.withSession(async (own) => {
      await store.readProfiles(own, 'w', ['p']);
      await store.readProfiles(own, 'w', ['p']);
    });
  }
  client.off('commandStarted', note);
  expect(waits).toEqual([false, true, false, true]);
});
