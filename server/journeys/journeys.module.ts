import { Module } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { Db } from 'mongodb';
import type { Logger } from 'pino';

import { EventsModule } from '../events/events.module.js';
import { Ingestion } from '../events/ingestion.js';
import { CLOCK } from '../platform/clock.js';
import { CONFIG, type ServerConfig } from '../platform/config.js';
import { LOGGER } from '../platform/logger.js';
import { DB } from '../platform/mongo.module.js';
import { TEMPORAL } from '../platform/temporal.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock, DefinitionsSource } from '../profiles/core.js';
import { DEFINITIONS, ProfilesModule } from '../profiles/profiles.module.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { EntriesService } from './entries.service.js';
import { JourneyAnswers } from './journey-answers.js';
import { JourneysController } from './journeys.controller.js';
import { JourneysService } from './journeys.service.js';
import { JourneysStore } from './journeys.store.js';
import { RunPokes } from './run-pokes.js';
import { RunsController } from './runs.controller.js';
import { RunsStore } from './runs.store.js';
import { CommentsController } from './together/comments.controller.js';
import { CommentsStore } from './together/comments.store.js';
import { PresenceController } from './together/presence.controller.js';
import { PresenceStore } from './together/presence.store.js';
import { WhyController } from './why.controller.js';
import { WhyService } from './why.service.js';

const pagesOf = (config: ServerConfig) => ({ url: config.temporalUiUrl, namespace: config.temporalNamespace });

@Module({
  imports: [ProfilesModule, EventsModule],
  controllers: [JourneysController, RunsController, CommentsController, PresenceController, WhyController],
  providers: [
    { provide: JourneysStore, useFactory: (db: Db) => new JourneysStore(db), inject: [DB] },
    { provide: CommentsStore, useFactory: (db: Db) => new CommentsStore(db), inject: [DB] },
    { provide: PresenceStore, useFactory: (db: Db) => new PresenceStore(db), inject: [DB] },
    { provide: RunsStore, useFactory: (db: Db) => new RunsStore(db), inject: [DB] },
    {
      provide: RunPokes,
      useFactory: (temporal: Client, runs: RunsStore, clock: Clock, log: Logger) => new RunPokes(temporal, runs, clock, log),
      inject: [TEMPORAL, RunsStore, CLOCK, LOGGER],
    },
    {
      provide: JourneyAnswers,
      useFactory: (db: Db, runs: RunsStore, config: ServerConfig) => new JourneyAnswers(db, new VersionsStore(db), runs, pagesOf(config)),
      inject: [DB, RunsStore, CONFIG],
    },
    {
      provide: JourneysService,
      useFactory: (db: Db, journeys: JourneysStore, runs: RunsStore, pokes: RunPokes, clock: Clock) =>
        new JourneysService(db, journeys, new VersionsStore(db), runs, pokes, clock),
      inject: [DB, JourneysStore, RunsStore, RunPokes, CLOCK],
    },
    {
      provide: EntriesService,
      useFactory: (journeys: JourneysStore, ingestion: Ingestion, definitions: DefinitionsSource) => new EntriesService(journeys, ingestion, definitions),
      inject: [JourneysStore, Ingestion, DEFINITIONS],
    },
    {
      provide: WhyService,
      useFactory: (db: Db, profiles: ProfilesReader, journeys: JourneysStore, runs: RunsStore, config: ServerConfig, clock: Clock) =>
        new WhyService(db, profiles, journeys, new VersionsStore(db), runs, pagesOf(config), clock),
      inject: [DB, ProfilesReader, JourneysStore, RunsStore, CONFIG, CLOCK],
    },
  ],
  exports: [JourneysStore, JourneysService, RunsStore, RunPokes],
})
export class JourneysModule {}
