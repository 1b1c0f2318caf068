import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { ActorNames } from '../access/actor-names.js';
import { Askers } from '../conditions/askers.js';
import { SharedConditionsStore } from '../conditions/shared-conditions.store.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock, DefinitionsSource, ProfileCore } from '../profiles/core.js';
import { MongoDefinitionsSource } from '../profiles/definitions-source.js';
import { MongoCoreStore } from '../profiles/mongo-core-store.js';
import { DEFINITIONS, PROFILE_CORE, ProfilesModule } from '../profiles/profiles.module.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { RulesStore } from '../rules/rules.store.js';
import { SegmentsModule } from '../segments/segments.module.js';
import { SegmentsStore } from '../segments/segments.store.js';
import { ProfileTagsService } from './profile-tags.service.js';
import { AllTagJobsController, TagJobsController } from './tag-jobs.controller.js';
import { TagJobsService } from './tag-jobs.service.js';
import { TagJobsStore } from './tag-jobs.store.js';
import { ProfileTagsController, TagsController } from './tags.controller.js';
import { TagsService } from './tags.service.js';
import { TagsStore } from './tags.store.js';

@Module({
  imports: [ProfilesModule, SegmentsModule],
  controllers: [TagsController, ProfileTagsController, TagJobsController, AllTagJobsController],
  providers: [
    { provide: TagJobsStore, useFactory: (db: Db) => new TagJobsStore(db), inject: [DB] },
    {
      provide: TagJobsService,
      useFactory: (
        client: MongoClient,
        jobs: TagJobsStore,
        tags: TagsStore,
        segments: SegmentsStore,
        reader: ProfilesReader,
        definitions: DefinitionsSource,
        audit: AuditStore,
        actors: ActorNames,
        clock: Clock,
      ) => new TagJobsService({ client, jobs, tags, segments, reader, definitions, audit, actors, clock }),
      inject: [MONGO_CLIENT, TagJobsStore, TagsStore, SegmentsStore, ProfilesReader, DEFINITIONS, AuditStore, ActorNames, CLOCK],
    },
    { provide: TagsStore, useFactory: (db: Db) => new TagsStore(db), inject: [DB] },
    {
      provide: TagsService,
      useFactory: (
        client: MongoClient,
        db: Db,
        tags: TagsStore,
        segments: SegmentsStore,
        reader: ProfilesReader,
        audit: AuditStore,
        actors: ActorNames,
        clock: Clock,
      ) =>
        new TagsService({
          ...{ client, tags, segments, reader, audit, clock, actors },
          versions: new VersionsStore(db),
          conditions: new SharedConditionsStore(db),
          rules: new RulesStore(db),
          askers: new Askers(db),
        }),
      inject: [MONGO_CLIENT, DB, TagsStore, SegmentsStore, ProfilesReader, AuditStore, ActorNames, CLOCK],
    },
    {
      provide: ProfileTagsService,
      useFactory: (
        core: ProfileCore,
        store: MongoCoreStore,
        definitions: MongoDefinitionsSource,
        reader: ProfilesReader,
        tags: TagsStore,
        actors: ActorNames,
      ) => new ProfileTagsService({ core, store, definitions, reader, tags, actors }),
      inject: [PROFILE_CORE, MongoCoreStore, MongoDefinitionsSource, ProfilesReader, TagsStore, ActorNames],
    },
  ],
  exports: [TagsStore, TagsService],
})
export class TagsModule {}
