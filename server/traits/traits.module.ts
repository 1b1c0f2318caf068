import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { definedNames } from './defined-names.js';
import { SearchableTraits } from './searchable-traits.js';
import { TraitShares } from './trait-shares.js';
import { TraitsController } from './traits.controller.js';
import { TraitsService } from './traits.service.js';

@Module({
  imports: [EventsModule],
  controllers: [TraitsController],
  providers: [
    { provide: TraitShares, useFactory: (db: Db, clock: Clock) => new TraitShares(db, clock), inject: [DB, CLOCK] },
    {
      provide: TraitsService,
      useFactory: (client: MongoClient, db: Db, catalogue: Catalogue, shares: TraitShares, audit: AuditStore, clock: Clock) =>
        new TraitsService(
          catalogue,
          shares,
          new SearchableTraits(client, db, new VersionsStore(db)),
          async (workspace) => await definedNames(db, workspace),
          audit,
          clock,
        ),
      inject: [MONGO_CLIENT, DB, Catalogue, TraitShares, AuditStore, CLOCK],
    },
  ],
  exports: [TraitShares],
})
export class TraitsModule {}
