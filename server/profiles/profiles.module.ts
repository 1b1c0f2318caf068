import { Module } from '@nestjs/common';
import type { Db } from 'mongodb';

import { EventsModule } from '../events/events.module.js';
import { EventsStore } from '../events/events.store.js';
import { CLOCK } from '../platform/clock.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock, ProfileCore } from './core.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesReader } from './profiles.reader.js';
import { ProfilesService } from './profiles.service.js';

/** Nest token of the {@link ProfileCore}. Called inside the server, `catchUp` ends with the marks; the worker performs the effects. */
export const PROFILE_CORE = Symbol('PROFILE_CORE');

@Module({
  imports: [EventsModule],
  controllers: [ProfilesController],
  providers: [
    { provide: PROFILE_CORE, useValue: { catchUp: async () => {} } },
    { provide: ProfilesReader, useFactory: (db: Db) => new ProfilesReader(db), inject: [DB] },
    {
      provide: ProfilesService,
      useFactory: (reader: ProfilesReader, events: EventsStore, core: ProfileCore, clock: Clock) => new ProfilesService(reader, events, core, clock),
      inject: [ProfilesReader, EventsStore, PROFILE_CORE, CLOCK],
    },
  ],
  exports: [ProfilesReader, PROFILE_CORE],
})
export class ProfilesModule {}
