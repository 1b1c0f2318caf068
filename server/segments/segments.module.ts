import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { ActorNames } from '../access/actor-names.js';
import { Askers } from '../conditions/askers.js';
import { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { DEFINITIONS, ProfilesModule } from '../profiles/profiles.module.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { SensitiveTraits } from '../profiles/sensitive-traits.js';
import { RulesStore } from '../rules/rules.store.js';
import { TagsStore } from '../tags/tags.store.js';
import { SegmentExports } from './export/segment-exports.js';
import { InsightsController } from './insights/insights.controller.js';
import { InsightsReader } from './insights/insights.reader.js';
import { InsightsService } from './insights/insights.service.js';
import { SchemasController } from './schemas.controller.js';
import { SegmentMembers } from './segment-members.js';
import { SegmentPreview } from './segment-preview.js';
import { SegmentsController } from './segments.controller.js';
import { SegmentsService } from './segments.service.js';
import { SegmentsStore } from './segments.store.js';

@Module({
  imports: [ProfilesModule, EventsModule],
  controllers: [SegmentsController, InsightsController, SchemasController],
  providers: [
    { provide: SegmentsStore, useFactory: (db: Db) => new SegmentsStore(db), inject: [DB] },
    {
      provide: SegmentsService,
      useFactory: (client: MongoClient, db: Db, store: SegmentsStore, definitions: DefinitionsSource, clock: Clock) =>
        new SegmentsService({
          client,
          store,
          clock,
          actors: new ActorNames(db),
          tags: new TagsStore(db),
          conditions: new SharedConditionsStore(db),
          rules: new RulesStore(db),
          askers: new Askers(db),
          versions: new VersionsStore(db),
          preview: new SegmentPreview(db, definitions, clock),
        }),
      inject: [MONGO_CLIENT, DB, SegmentsStore, DEFINITIONS, CLOCK],
    },
    {
      provide: SegmentMembers,
      useFactory: (store: SegmentsStore, reader: ProfilesReader, definitions: DefinitionsSource) => new SegmentMembers(store, reader, definitions),
      inject: [SegmentsStore, ProfilesReader, DEFINITIONS],
    },
    {
      provide: SegmentExports,
      useFactory: (store: SegmentsStore, catalogue: Catalogue, audit: AuditStore, clock: Clock) =>
        new SegmentExports({ store, catalogue, sensitive: new SensitiveTraits(catalogue, clock), audit, clock }),
      inject: [SegmentsStore, Catalogue, AuditStore, CLOCK],
    },
    {
      provide: InsightsService,
      useFactory: (db: Db, store: SegmentsStore, catalogue: Catalogue, clock: Clock) =>
        new InsightsService({ store, reader: new InsightsReader(db), sensitive: new SensitiveTraits(catalogue, clock), clock }),
      inject: [DB, SegmentsStore, Catalogue, CLOCK],
    },
  ],
  exports: [SegmentsStore, SegmentsService],
})
export class SegmentsModule {}
