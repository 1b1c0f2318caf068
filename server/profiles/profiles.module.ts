import { Module } from '@nestjs/common';
import type { Db } from 'mongodb';

import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { EventsStore } from '../events/events.store.js';
import { Ingestion } from '../events/ingestion.js';
import { AuditStore } from '../platform/audit.js';
import { CLOCK } from '../platform/clock.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock, DefinitionsSource, ProfileCore } from './core.js';
import { createProfileCore } from './create-profile-core.js';
import { MongoDefinitionsSource } from './definitions-source.js';
import { HandMerges } from './hand-merges.js';
import { MongoCoreStore } from './mongo-core-store.js';
import { ProfileTimeline } from './profile-timeline.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesReader } from './profiles.reader.js';
import { ProfilesService } from './profiles.service.js';
import { SensitiveTraits } from './sensitive-traits.js';
import { TraitEditsService } from './trait-edits.service.js';

/** Nest token of the {@link ProfileCore}. Called inside the server, `catchUp` ends with the marks; the worker performs the effects. */
export const PROFILE_CORE = Symbol('PROFILE_CORE');
/** Nest token of the {@link DefinitionsSource} that the core uses: cached, re-read when a workspace's revision moved. */
export const DEFINITIONS = Symbol('DEFINITIONS');

const coreParts = Symbol('the core and what it is made of');
type CoreParts = ReturnType<typeof createProfileCore>;

@Module({
  imports: [EventsModule],
  controllers: [ProfilesController],
  providers: [
    { provide: coreParts, useFactory: (db: Db, clock: Clock) => createProfileCore(db, clock), inject: [DB, CLOCK] },
    { provide: PROFILE_CORE, useFactory: ({ core }: CoreParts): ProfileCore => core, inject: [coreParts] },
    { provide: MongoDefinitionsSource, useFactory: ({ definitions }: CoreParts) => definitions, inject: [coreParts] },
    { provide: HandMerges, useFactory: ({ hands }: CoreParts) => hands, inject: [coreParts] },
    { provide: DEFINITIONS, useFactory: ({ definitions }: CoreParts): DefinitionsSource => definitions, inject: [coreParts] },
    {
      provide: TraitEditsService,
      useFactory: (
        reader: ProfilesReader,
        ingestion: Ingestion,
        events: EventsStore,
        core: ProfileCore,
        definitions: DefinitionsSource,
        audit: AuditStore,
        clock: Clock,
      ) => new TraitEditsService({ reader, ingestion, events, core, definitions, audit, clock }),
      inject: [ProfilesReader, Ingestion, EventsStore, PROFILE_CORE, DEFINITIONS, AuditStore, CLOCK],
    },
    // Among the providers so that its indexes are made.
    { provide: MongoCoreStore, useFactory: ({ store }: CoreParts) => store, inject: [coreParts] },
    { provide: ProfilesReader, useFactory: (db: Db) => new ProfilesReader(db), inject: [DB] },
    {
      provide: ProfilesService,
      useFactory: (
        reader: ProfilesReader,
        events: EventsStore,
        core: ProfileCore,
        definitions: DefinitionsSource,
        catalogue: Catalogue,
        audit: AuditStore,
        clock: Clock,
      ) => new ProfilesService(reader, events, core, definitions, new ProfileTimeline(reader, events), new SensitiveTraits(catalogue, clock), audit, clock),
      inject: [ProfilesReader, EventsStore, PROFILE_CORE, DEFINITIONS, Catalogue, AuditStore, CLOCK],
    },
  ],
  exports: [ProfilesReader, MongoCoreStore, HandMerges, MongoDefinitionsSource, PROFILE_CORE, DEFINITIONS],
})
export class ProfilesModule {}
