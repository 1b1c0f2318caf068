import { Module } from '@nestjs/common';
import type { Db } from 'mongodb';

import { EventsModule } from '../events/events.module.js';
import { Ingestion } from '../events/ingestion.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock, DefinitionsSource, ProfileCore } from '../profiles/core.js';
import { DEFINITIONS, PROFILE_CORE, ProfilesModule } from '../profiles/profiles.module.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { AccountsController } from './accounts.controller.js';
import { AccountsService } from './accounts.service.js';
import { AccountsStore } from './accounts.store.js';

@Module({
  imports: [EventsModule, ProfilesModule],
  controllers: [AccountsController],
  providers: [
    { provide: AccountsStore, useFactory: (db: Db) => new AccountsStore(db), inject: [DB] },
    {
      provide: AccountsService,
      useFactory: (
        store: AccountsStore,
        reader: ProfilesReader,
        ingestion: Ingestion,
        core: ProfileCore,
        definitions: DefinitionsSource,
        audit: AuditStore,
        clock: Clock,
      ) => new AccountsService({ store, reader, ingestion, core, definitions, audit, clock }),
      inject: [AccountsStore, ProfilesReader, Ingestion, PROFILE_CORE, DEFINITIONS, AuditStore, CLOCK],
    },
  ],
})
export class AccountsModule {}
