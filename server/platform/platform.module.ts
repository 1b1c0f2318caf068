import { type DynamicModule, Global, Module } from '@nestjs/common';
import type { Db } from 'mongodb';
import type { Logger } from 'pino';

import { AuditStore } from './audit.js';
import { CLOCK, systemClock } from './clock.js';
import { collections } from './collections.js';
import { CONFIG, type ServerConfig } from './config.js';
import { HealthController } from './health.js';
import { IndexesBootstrap } from './indexes.js';
import { LOGGER } from './logger.js';
import { MetricsController } from './metrics.controller.js';
import { createServerMetrics, METRICS } from './metrics.js';
import { DB, MongoModule } from './mongo.module.js';
import { TemporalModule } from './temporal.module.js';

/** Everything that every noun may inject: CONFIG, LOGGER, CLOCK, METRICS, DB, TEMPORAL, AuditStore. */
@Global()
@Module({})
class PlatformModule {}

export function platformModule(config: ServerConfig, logger: Logger): DynamicModule {
  return {
    module: PlatformModule,
    imports: [MongoModule, TemporalModule],
    controllers: [HealthController, MetricsController],
    providers: [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: CLOCK, useValue: systemClock },
      { provide: METRICS, useFactory: (db: Db) => createServerMetrics(async () => await countPending(db)), inject: [DB] },
      { provide: AuditStore, useFactory: (db: Db) => new AuditStore(db), inject: [DB] },
      IndexesBootstrap,
    ],
    exports: [CONFIG, LOGGER, CLOCK, METRICS, AuditStore, MongoModule, TemporalModule],
  };
}

/** Through the partial index; bounded, so that asking for metrics during a long outage of the workers stays cheap. */
async function countPending(db: Db): Promise<number> {
  return await db.collection(collections.events).countDocuments({ pending: { $gte: 0 } }, { limit: 1_000_000, maxTimeMS: 5_000 });
}
