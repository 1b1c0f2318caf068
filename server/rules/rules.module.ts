import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { ActorNames } from '../access/actor-names.js';
import { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { SegmentsStore } from '../segments/segments.store.js';
import { TagsStore } from '../tags/tags.store.js';
import { NoticesController, RulesController } from './rules.controller.js';
import { RulesService } from './rules.service.js';
import { RulesStore } from './rules.store.js';

@Module({
  imports: [EventsModule, ProfilesModule],
  controllers: [RulesController, NoticesController],
  providers: [
    { provide: RulesStore, useFactory: (db: Db) => new RulesStore(db), inject: [DB] },
    {
      provide: RulesService,
      useFactory: (
        client: MongoClient,
        db: Db,
        store: RulesStore,
        reader: ProfilesReader,
        catalogue: Catalogue,
        audit: AuditStore,
        actors: ActorNames,
        clock: Clock,
      ) =>
        new RulesService({
          ...{ client, store, reader, audit, actors, clock },
          segments: new SegmentsStore(db),
          tags: new TagsStore(db),
          conditions: new SharedConditionsStore(db),
          versions: new VersionsStore(db),
          noteTraits: (workspace, traits) => {
            for (const [name, value] of Object.entries(traits)) catalogue.noteTrait(workspace, name, value, { source: 'rule', at: clock.now() });
          },
        }),
      inject: [MONGO_CLIENT, DB, RulesStore, ProfilesReader, Catalogue, AuditStore, ActorNames, CLOCK],
    },
  ],
  exports: [RulesService],
})
export class RulesModule {}
