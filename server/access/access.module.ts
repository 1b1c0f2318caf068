import { Global, Module, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import type { Db } from 'mongodb';

import { CLOCK } from '../platform/clock.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock } from '../profiles/core.js';
import { AccessGuard } from './access.guard.js';
import { ActorNames } from './actor-names.js';
import { ApiKeysController } from './api-keys.controller.js';
import { KeysStore } from './keys.store.js';
import { PublicTokensController } from './public-tokens.controller.js';
import { SessionController } from './session.controller.js';
import { SessionsStore } from './sessions.store.js';
import { SignInLimit } from './sign-in-limit.js';
import { UsersStore } from './users.store.js';
import { WorkspacesStore } from './workspaces.store.js';

const stores: Provider[] = [UsersStore, SessionsStore, KeysStore, WorkspacesStore, ActorNames].map((Store) => ({
  provide: Store,
  useFactory: (db: Db) => new Store(db),
  inject: [DB],
}));

@Global()
@Module({
  controllers: [SessionController, ApiKeysController, PublicTokensController],
  providers: [
    ...stores,
    { provide: SignInLimit, useFactory: (clock: Clock) => new SignInLimit(clock), inject: [CLOCK] },
    { provide: APP_GUARD, useClass: AccessGuard },
  ],
  exports: stores.map((provider) => (provider as { provide: symbol }).provide),
})
export class AccessModule {}
