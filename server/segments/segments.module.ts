import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { DEFINITIONS, ProfilesModule } from '../profiles/profiles.module.js';
import { TagsStore } from '../tags/tags.store.js';
import { SchemasController } from './schemas.controller.js';
import { SegmentPreview } from './segment-preview.js';
import { SegmentsController } from './segments.controller.js';
import { SegmentsService } from './segments.service.js';
import { SegmentsStore } from './segments.store.js';

@Module({
  imports: [ProfilesModule],
  controllers: [SegmentsController, SchemasController],
  providers: [
    { provide: SegmentsStore, useFactory: (db: Db) => new SegmentsStore(db), inject: [DB] },
    {
      provide: SegmentsService,
      useFactory: (client: MongoClient, db: Db, store: SegmentsStore, definitions: DefinitionsSource, clock: Clock) =>
        new SegmentsService({
          client,
          store,
          clock,
          tags: new TagsStore(db),
          versions: new VersionsStore(db),
          preview: new SegmentPreview(db, definitions, clock),
        }),
      inject: [MONGO_CLIENT, DB, SegmentsStore, DEFINITIONS, CLOCK],
    },
  ],
  exports: [SegmentsStore, SegmentsService],
})
export class SegmentsModule {}
