import { randomUUID } from 'node:crypto';

import type { Db } from 'mongodb';

import type { Clock } from './core.js';
import { MongoDefinitionsSource } from './definitions-source.js';
import { GatheringCoreStore } from './gathering-core-store.js';
import { HandMerges } from './hand-merges.js';
import type { MongoCoreStore } from './mongo-core-store.js';
import { type ProfileCoreDeps, ProfileCoreService } from './profile-core.js';
import { RecentNames } from './recent-names.js';

/** The core over a database: what server and worker build alike. `store.ensureIndexes()` once per process. */
export function createProfileCore(
  db: Db,
  clock: Clock,
  options: Partial<Omit<ProfileCoreDeps, 'store' | 'definitions' | 'clock' | 'token'>> = {},
): { core: ProfileCoreService; hands: HandMerges; store: MongoCoreStore; definitions: MongoDefinitionsSource } {
  const store = new GatheringCoreStore(db);
  const definitions = new MongoDefinitionsSource(db, clock);
  const deps = { store, definitions, clock, token: randomUUID, demotions: new RecentNames(), ...options };
  return { core: new ProfileCoreService(deps), hands: new HandMerges(deps), store, definitions };
}
