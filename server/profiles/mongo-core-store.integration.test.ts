import type { CommandStartedEvent, Db } from 'mongodb';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, expect, it } from 'vitest';

import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { mongoOptions } from '../platform/mongo-client.js';
import { coreStoreContract } from './core-store.contract.js';
import { MongoCoreStore } from './mongo-core-store.js';

let client: MongoClient;
const used: Db[] = [];

beforeAll(async () => {
  client = await new MongoClient(process.env.MONGODB_URI ?? '', { ...mongoOptions, monitorCommands: true }).connect();
});

afterAll(async () => {
  for (const db of used) await db.dropDatabase();
  await client.close();
});

coreStoreContract('on a real mongod', async () => {
  const db = client.db(`core_store_${Math.random().toString(36).slice(2)}`);
  used.push(db);
  const store = new MongoCoreStore(db);
  await store.ensureIndexes();
  const events = db.collection<EventDocument>(collections.events);
  return {
    store,
    insertEvents: async (documents) => void (await events.insertMany(documents)),
    readEvent: async (messageId) => (await events.findOne({ _id: `w:${messageId}` })) ?? undefined,
  };
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
