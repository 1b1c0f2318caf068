import { collections } from '../platform/collections.js';
import { MemoryCoreStore } from '../profiles/memory-core-store.js';
import { MemoryDatabase } from '../profiles/memory-database.js';
import { accountsContract } from './accounts.contract.js';
import { MemoryAccountsStore } from './memory-accounts.store.js';

accountsContract('in memory', async () => {
  const db = new MemoryDatabase();
  return {
    store: new MemoryAccountsStore(db),
    core: new MemoryCoreStore(db),
    insertEvents: async (events) =>
      void db.put(events.map((event) => ({ collection: collections.events, id: event._id as string, document: event as { _id: string } }))),
  };
});
