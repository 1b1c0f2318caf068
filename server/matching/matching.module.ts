import { Module } from '@nestjs/common';
import type { Client } from '@temporalio/client';
import type { Db, MongoClient } from 'mongodb';

import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { TEMPORAL } from '../platform/temporal.module.js';
import type { Clock } from '../profiles/core.js';
import { HandMerges } from '../profiles/hand-merges.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SensitiveTraits } from '../profiles/sensitive-traits.js';
import { MatchPairsService } from './match-pairs.service.js';
import { MatchPairsStore } from './match-pairs.store.js';
import { MatchingController } from './matching.controller.js';
import { MatchingRunsService } from './matching-runs.service.js';
import { MatchingRunsStore } from './matching-runs.store.js';
import { MatchingSettingsService } from './matching-settings.service.js';
import { MatchingSettingsStore } from './matching-settings.store.js';
import { PairMerger } from './pair-merger.js';
import { ToldApart } from './told-apart.js';

@Module({
  imports: [EventsModule, ProfilesModule],
  controllers: [MatchingController],
  providers: [
    ...[MatchingRunsStore, MatchPairsStore, MatchingSettingsStore].map((store) => ({ provide: store, useFactory: (db: Db) => new store(db), inject: [DB] })),
    {
      provide: MatchingSettingsService,
      useFactory: (client: MongoClient, store: MatchingSettingsStore, audit: AuditStore, clock: Clock) =>
        new MatchingSettingsService(client, store, audit, clock),
      inject: [MONGO_CLIENT, MatchingSettingsStore, AuditStore, CLOCK],
    },
    {
      provide: MatchingRunsService,
      useFactory: (runs: MatchingRunsStore, settings: MatchingSettingsStore, temporal: Client, clock: Clock) =>
        new MatchingRunsService(runs, settings, temporal, clock),
      inject: [MatchingRunsStore, MatchingSettingsStore, TEMPORAL, CLOCK],
    },
    {
      provide: PairMerger,
      useFactory: (pairs: MatchPairsStore, runs: MatchingRunsStore, settings: MatchingSettingsStore, merging: HandMerges, db: Db, clock: Clock) =>
        new PairMerger({ pairs, runs, settings, merging, told: new ToldApart(db), clock }),
      inject: [MatchPairsStore, MatchingRunsStore, MatchingSettingsStore, HandMerges, DB, CLOCK],
    },
    {
      provide: MatchPairsService,
      useFactory: (pairs: MatchPairsStore, runs: MatchingRunsStore, settings: MatchingSettingsStore, merger: PairMerger, catalogue: Catalogue, clock: Clock) =>
        new MatchPairsService(pairs, runs, settings, merger, new SensitiveTraits(catalogue, clock), clock),
      inject: [MatchPairsStore, MatchingRunsStore, MatchingSettingsStore, PairMerger, Catalogue, CLOCK],
    },
  ],
})
export class MatchingModule {}
