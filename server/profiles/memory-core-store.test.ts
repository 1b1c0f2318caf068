import type { EventDocument } from '../events/event.js';
import { collections } from '../platform/collections.js';
import { coreStoreContract } from './core-store.contract.js';
import { MemoryCoreStore } from './memory-core-store.js';
import { MemoryDatabase } from './memory-database.js';

coreStoreContract('in memory', async () => {
  const db = new MemoryDatabase();
  return {
    store: new MemoryCoreStore(db),
    insertEvents: async (events) => void db.put(events.map((event) => ({ collection: collections.events, id: event._id, document: event }))),
    readEvent: async (messageId) => db.get<EventDocument>(collections.events, `w:${messageId}`),
  };
});
