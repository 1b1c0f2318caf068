import { Module } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import type { Clock } from '../profiles/core.js';
import { IdentityRulesController } from './identity-rules.controller.js';
import { IdentityRulesService } from './identity-rules.service.js';

@Module({
  controllers: [IdentityRulesController],
  providers: [
    {
      provide: IdentityRulesService,
      useFactory: (client: MongoClient, db: Db, audit: AuditStore, clock: Clock) => new IdentityRulesService(client, db, audit, clock),
      inject: [MONGO_CLIENT, DB, AuditStore, CLOCK],
    },
  ],
})
export class IdentitiesModule {}
