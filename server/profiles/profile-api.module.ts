import { Module } from '@nestjs/common';
import type { Db } from 'mongodb';

import { KeysStore } from '../access/keys.store.js';
import { ReadTokens } from '../access/read-tokens.js';
import { Catalogue } from '../events/catalogue.js';
import { EventsModule } from '../events/events.module.js';
import { CLOCK } from '../platform/clock.js';
import { CONFIG, type ServerConfig } from '../platform/config.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock, DefinitionsSource } from './core.js';
import { ProfileApi } from './profile-api.js';
import { ProfilePartsReader } from './profile-parts.js';
import { DEFINITIONS, ProfilesModule } from './profiles.module.js';
import { PublicNames } from './public-names.js';

/** The route itself is registered beside Nest (profile-api.routes.ts). */
@Module({
  imports: [EventsModule, ProfilesModule],
  providers: [
    {
      provide: ProfileApi,
      useFactory: (db: Db, keys: KeysStore, catalogue: Catalogue, definitions: DefinitionsSource, clock: Clock, { secret }: ServerConfig) =>
        new ProfileApi({
          tokens: new ReadTokens(keys, clock),
          reader: new ProfilePartsReader(db),
          publicNames: new PublicNames(catalogue, clock),
          definitions,
          clock,
          secret,
        }),
      inject: [DB, KeysStore, Catalogue, DEFINITIONS, CLOCK, CONFIG],
    },
  ],
})
export class ProfileApiModule {}
