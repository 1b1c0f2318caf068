import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { Askers } from '../conditions/askers.js';
import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { DEFINITIONS, ProfilesModule } from '../profiles/profiles.module.js';
import { SegmentsModule } from '../segments/segments.module.js';
import { SegmentsService } from '../segments/segments.service.js';
import { SegmentsStore } from '../segments/segments.store.js';
import { TraitShares } from '../traits/trait-shares.js';
import { TraitsModule } from '../traits/traits.module.js';
import { ComputedTraitsController } from './computed-traits.controller.js';
import { ComputedTraitsService } from './computed-traits.service.js';
import { ComputedTraitsStore } from './computed-traits.store.js';
import { ReadySetsController } from './ready-sets.controller.js';
import { ReadySetsService } from './ready-sets.service.js';
import { ReadySetsStore } from './ready-sets.store.js';
import { SampledPeople } from './sampled-people.js';

@Module({
  imports: [EventsModule, ProfilesModule, SegmentsModule, TraitsModule],
  controllers: [ComputedTraitsController, ReadySetsController],
  providers: [
    { provide: ComputedTraitsStore, useFactory: (db: Db) => new ComputedTraitsStore(db), inject: [DB] },
    {
      provide: SampledPeople,
      useFactory: (db: Db, definitions: DefinitionsSource, clock: Clock) => new SampledPeople(db, definitions, clock),
      inject: [DB, DEFINITIONS, CLOCK],
    },
    {
      provide: ComputedTraitsService,
      useFactory: (client: MongoClient, db: Db, store: ComputedTraitsStore, people: SampledPeople, shares: TraitShares, audit: AuditStore, clock: Clock) =>
        new ComputedTraitsService({
          client,
          store,
          askers: new Askers(db),
          versions: new VersionsStore(db),
          audit,
          people,
          shares,
          progress: async (workspace) => await new SegmentsStore(db).progress(workspace),
          clock,
        }),
      inject: [MONGO_CLIENT, DB, ComputedTraitsStore, SampledPeople, TraitShares, AuditStore, CLOCK],
    },
    { provide: ReadySetsStore, useFactory: (db: Db) => new ReadySetsStore(db), inject: [DB] },
    {
      provide: ReadySetsService,
      useFactory: (
        store: ReadySetsStore,
        computed: ComputedTraitsService,
        segments: SegmentsService,
        people: SampledPeople,
        catalogue: Catalogue,
        clock: Clock,
      ) => new ReadySetsService({ store, computed, segments, people, catalogue, clock }),
      inject: [ReadySetsStore, ComputedTraitsService, SegmentsService, SampledPeople, Catalogue, CLOCK],
    },
  ],
  exports: [SampledPeople],
})
export class ComputedTraitsModule {}
