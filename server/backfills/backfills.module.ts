import { Module } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { Db } from 'mongodb';

import { CLOCK } from '../platform/clock.js';
import { collections, type WorkspaceDocument } from '../platform/collections.js';
import { DB } from '../platform/mongo.module.js';
import { TEMPORAL } from '../platform/temporal.module.js';
import type { Clock } from '../profiles/core.js';
import { BackfillsController } from './backfills.controller.js';
import { BackfillsService } from './backfills.service.js';
import { BackfillsStore } from './backfills.store.js';

@Module({
  controllers: [BackfillsController],
  providers: [
    { provide: BackfillsStore, useFactory: (db: Db) => new BackfillsStore(db), inject: [DB] },
    {
      provide: BackfillsService,
      useFactory: (db: Db, store: BackfillsStore, temporal: Client, clock: Clock) =>
        new BackfillsService({
          ...{ store, temporal, clock },
          epochOf: async (workspace) =>
            (await db.collection<WorkspaceDocument>(collections.workspaces).findOne({ _id: workspace }, { projection: { epoch: 1 } }))?.epoch ?? 0,
        }),
      inject: [DB, BackfillsStore, TEMPORAL, CLOCK],
    },
  ],
})
export class BackfillsModule {}
