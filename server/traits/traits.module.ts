import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { DEFINITIONS, ProfilesModule } from '../profiles/profiles.module.js';
import { SegmentsStore } from '../segments/segments.store.js';
import { ComputedTraitsController } from './computed-traits.controller.js';
import { ComputedTraitsService } from './computed-traits.service.js';
import { ComputedTraitsStore } from './computed-traits.store.js';
import { definedNames } from './defined-names.js';
import { SampledPeople } from './sampled-people.js';
import { SearchableTraits } from './searchable-traits.js';
import { TraitShares } from './trait-shares.js';
import { TraitsController } from './traits.controller.js';
import { TraitsService } from './traits.service.js';

@Module({
  imports: [EventsModule, ProfilesModule],
  controllers: [TraitsController, ComputedTraitsController],
  providers: [
    { provide: TraitShares, useFactory: (db: Db, clock: Clock) => new TraitShares(db, clock), inject: [DB, CLOCK] },
    { provide: ComputedTraitsStore, useFactory: (db: Db) => new ComputedTraitsStore(db), inject: [DB] },
    {
      provide: TraitsService,
      useFactory: (client: MongoClient, db: Db, catalogue: Catalogue, shares: TraitShares, clock: Clock) =>
        new TraitsService(
          catalogue,
          shares,
          new SearchableTraits(client, db, new VersionsStore(db)),
          async (workspace) => await definedNames(db, workspace),
          clock,
        ),
      inject: [MONGO_CLIENT, DB, Catalogue, TraitShares, CLOCK],
    },
    {
      provide: ComputedTraitsService,
      useFactory: (client: MongoClient, db: Db, store: ComputedTraitsStore, definitions: DefinitionsSource, shares: TraitShares, clock: Clock) =>
        new ComputedTraitsService({
          client,
          store,
          versions: new VersionsStore(db),
          people: new SampledPeople(db, definitions, clock),
          shares,
          progress: async (workspace) => await new SegmentsStore(db).progress(workspace),
          clock,
        }),
      inject: [MONGO_CLIENT, DB, ComputedTraitsStore, DEFINITIONS, TraitShares, CLOCK],
    },
  ],
})
export class TraitsModule {}
