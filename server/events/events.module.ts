import { Module } from '@nestjs/common';
import type { Db } from 'mongodb';
import type { Logger } from 'pino';

import { KeysStore } from '../access/keys.store.js';
import { WorkspacesStore } from '../access/workspaces.store.js';
import { CLOCK } from '../platform/clock.js';
import { LOGGER } from '../platform/logger.js';
import { METRICS, type ServerMetrics } from '../platform/metrics.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock } from '../profiles/core.js';
import { Catalogue } from './catalogue.js';
import { EventsController } from './events.controller.js';
import { EventsStore } from './events.store.js';
import { GroupCommit } from './group-commit.js';
import { Ingestion } from './ingestion.js';
import { WakeUp } from './wake-up.js';
import { WriteKeys } from './write-keys.js';

@Module({
  controllers: [EventsController],
  providers: [
    { provide: EventsStore, useFactory: (db: Db) => new EventsStore(db), inject: [DB] },
    { provide: Catalogue, useFactory: (db: Db, logger: Logger) => new Catalogue(db, logger), inject: [DB, LOGGER] },
    { provide: WakeUp, useFactory: (db: Db, clock: Clock, logger: Logger) => new WakeUp(db, clock, logger), inject: [DB, CLOCK, LOGGER] },
    {
      provide: Ingestion,
      useFactory: (
        events: EventsStore,
        catalogue: Catalogue,
        wakeUp: WakeUp,
        keys: KeysStore,
        workspaces: WorkspacesStore,
        metrics: ServerMetrics,
        clock: Clock,
      ) =>
        new Ingestion(
          new WriteKeys(keys, workspaces, clock),
          new GroupCommit(async (documents) => await events.insert(documents)),
          wakeUp,
          catalogue,
          metrics,
          clock,
        ),
      inject: [EventsStore, Catalogue, WakeUp, KeysStore, WorkspacesStore, METRICS, CLOCK],
    },
  ],
  exports: [EventsStore, Catalogue, WakeUp, Ingestion],
})
export class EventsModule {}
