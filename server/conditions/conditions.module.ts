import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { ActorNames } from '../access/actor-names.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { RulesModule } from '../rules/rules.module.js';
import { RulesService } from '../rules/rules.service.js';
import { SegmentsModule } from '../segments/segments.module.js';
import { SegmentsService } from '../segments/segments.service.js';
import { SegmentsStore } from '../segments/segments.store.js';
import { TagsModule } from '../tags/tags.module.js';
import { TagsService } from '../tags/tags.service.js';
import { TagsStore } from '../tags/tags.store.js';
import { Askers } from './askers.js';
import { SharedConditionsController } from './shared-conditions.controller.js';
import { SharedConditionsService } from './shared-conditions.service.js';
import { SharedConditionsStore } from './shared-conditions.store.js';

@Module({
  imports: [SegmentsModule, TagsModule, RulesModule],
  controllers: [SharedConditionsController],
  providers: [
    { provide: SharedConditionsStore, useFactory: (db: Db) => new SharedConditionsStore(db), inject: [DB] },
    {
      provide: SharedConditionsService,
      useFactory: (
        client: MongoClient,
        db: Db,
        store: SharedConditionsStore,
        segments: SegmentsService,
        tags: TagsService,
        rules: RulesService,
        audit: AuditStore,
        actors: ActorNames,
        clock: Clock,
      ) =>
        new SharedConditionsService({
          ...{ client, store, audit, actors, clock },
          askers: new Askers(db),
          segments: new SegmentsStore(db),
          tags: new TagsStore(db),
          versions: new VersionsStore(db),
          // Segments first: a tag's rule is checked against what they ask now.
          followers: [segments, tags, rules],
        }),
      inject: [MONGO_CLIENT, DB, SharedConditionsStore, SegmentsService, TagsService, RulesService, AuditStore, ActorNames, CLOCK],
    },
  ],
})
export class ConditionsModule {}
