import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { ActorNames } from '../access/actor-names.js';
import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import type { Clock } from '../profiles/core.js';
import { HandMerges } from '../profiles/hand-merges.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { SensitiveTraits } from '../profiles/sensitive-traits.js';
import { IdentityRulesController } from './identity-rules.controller.js';
import { IdentityRulesService } from './identity-rules.service.js';
import { MergesController } from './merges.controller.js';
import { MergesService } from './merges.service.js';
import { MergesStore } from './merges.store.js';

@Module({
  imports: [ProfilesModule, EventsModule],
  controllers: [IdentityRulesController, MergesController],
  providers: [
    {
      provide: IdentityRulesService,
      useFactory: (client: MongoClient, db: Db, audit: AuditStore, clock: Clock) => new IdentityRulesService(client, db, audit, clock),
      inject: [MONGO_CLIENT, DB, AuditStore, CLOCK],
    },
    { provide: MergesStore, useFactory: (db: Db) => new MergesStore(db), inject: [DB] },
    {
      provide: MergesService,
      useFactory: (hands: HandMerges, store: MergesStore, reader: ProfilesReader, catalogue: Catalogue, db: Db, clock: Clock) =>
        new MergesService({ hands, store, reader, sensitive: new SensitiveTraits(catalogue, clock), actors: new ActorNames(db) }),
      inject: [HandMerges, MergesStore, ProfilesReader, Catalogue, DB, CLOCK],
    },
  ],
})
export class IdentitiesModule {}
