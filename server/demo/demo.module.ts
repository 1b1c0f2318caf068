import { Module } from '@nestjs/common';
import type { Db } from 'mongodb';
import type { Logger } from 'pino';

import { WorkspacesStore } from '../access/workspaces.store.js';
import { EventsModule } from '../events/events.module.js';
import { Ingestion } from '../events/ingestion.js';
import { JourneysModule } from '../journeys/journeys.module.js';
import { JourneysService } from '../journeys/journeys.service.js';
import { JourneysStore } from '../journeys/journeys.store.js';
import { RunPokes } from '../journeys/run-pokes.js';
import { MessagesModule } from '../messages/messages.module.js';
import { TemplatesService } from '../messages/templates.service.js';
import { TemplatesStore } from '../messages/templates.store.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { CONFIG, type ServerConfig } from '../platform/config.js';
import { LOGGER } from '../platform/logger.js';
import { DB } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { SegmentsModule } from '../segments/segments.module.js';
import { SegmentsService } from '../segments/segments.service.js';
import { SegmentsStore } from '../segments/segments.store.js';
import { DemoController } from './demo.controller.js';
import { DemoService } from './demo.service.js';
import { DemoDefinitions } from './demo-definitions.js';
import { DemoJobsStore } from './demo-jobs.store.js';
import { DemoRunner } from './demo-runner.js';
import { FillDemo } from './fill-demo.js';
import { RemoveDemo } from './remove-demo.js';

@Module({
  imports: [EventsModule, SegmentsModule, JourneysModule, MessagesModule],
  controllers: [DemoController],
  providers: [
    { provide: DemoJobsStore, useFactory: (db: Db) => new DemoJobsStore(db), inject: [DB] },
    {
      provide: DemoDefinitions,
      useFactory: (db: Db, templates: TemplatesStore, segments: SegmentsService) => new DemoDefinitions(db, templates, segments),
      inject: [DB, TemplatesStore, SegmentsService],
    },
    {
      provide: FillDemo,
      useFactory: (
        config: ServerConfig,
        clock: Clock,
        jobs: DemoJobsStore,
        workspaces: WorkspacesStore,
        ingestion: Ingestion,
        segments: SegmentsService,
        segmentsStore: SegmentsStore,
        templates: TemplatesService,
        templatesStore: TemplatesStore,
        journeys: JourneysService,
        journeysStore: JourneysStore,
      ) =>
        new FillDemo({
          ...{ jobs, workspaces, ingestion, clock, publishes: config.mode === 'embedded' },
          segments: { service: segments, store: segmentsStore },
          templates: { service: templates, store: templatesStore },
          journeys: { service: journeys, store: journeysStore },
        }),
      inject: [
        ...[CONFIG, CLOCK, DemoJobsStore, WorkspacesStore, Ingestion, SegmentsService, SegmentsStore],
        ...[TemplatesService, TemplatesStore, JourneysService, JourneysStore],
      ],
    },
    {
      provide: RemoveDemo,
      useFactory: (
        db: Db,
        clock: Clock,
        audit: AuditStore,
        jobs: DemoJobsStore,
        definitions: DemoDefinitions,
        segments: SegmentsService,
        templates: TemplatesService,
        journeys: JourneysService,
        pokes: RunPokes,
      ) => new RemoveDemo({ db, clock, audit, jobs, definitions, segments, templates, journeys, pokes, versions: new VersionsStore(db) }),
      inject: [DB, CLOCK, AuditStore, DemoJobsStore, DemoDefinitions, SegmentsService, TemplatesService, JourneysService, RunPokes],
    },
    {
      provide: DemoRunner,
      useFactory: (jobs: DemoJobsStore, fill: FillDemo, remove: RemoveDemo, clock: Clock, log: Logger) => new DemoRunner({ jobs, fill, remove, clock, log }),
      inject: [DemoJobsStore, FillDemo, RemoveDemo, CLOCK, LOGGER],
    },
    {
      provide: DemoService,
      useFactory: (
        config: ServerConfig,
        db: Db,
        clock: Clock,
        audit: AuditStore,
        jobs: DemoJobsStore,
        definitions: DemoDefinitions,
        remove: RemoveDemo,
        runner: DemoRunner,
      ) => new DemoService({ db, clock, audit, jobs, definitions, remove, runner, isEmbedded: config.mode === 'embedded' }),
      inject: [CONFIG, DB, CLOCK, AuditStore, DemoJobsStore, DemoDefinitions, RemoveDemo, DemoRunner],
    },
  ],
})
export class DemoModule {}
