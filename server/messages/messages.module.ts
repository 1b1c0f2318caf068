import { Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { WorkspacesStore } from '../access/workspaces.store.js';
import { CLOCK } from '../platform/clock.js';
import { DB, MONGO_CLIENT } from '../platform/mongo.module.js';
import { VersionsStore } from '../platform/versions.store.js';
import type { Clock } from '../profiles/core.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { ProfilesReader } from '../profiles/profiles.reader.js';
import { DeliveriesController } from './deliveries.controller.js';
import { DeliveriesStore } from './deliveries.store.js';
import { createRenderer, type Renderer } from './renderer.js';
import { TemplatesController } from './templates.controller.js';
import { TemplatesService } from './templates.service.js';
import { TemplatesStore } from './templates.store.js';

/** Nest token of the {@link Renderer}. */
export const RENDERER = Symbol('RENDERER');

@Injectable()
class RendererShutdown implements OnApplicationShutdown {
  constructor(@Inject(RENDERER) private readonly renderer: Renderer) {}

  async onApplicationShutdown(): Promise<void> {
    await this.renderer.close();
  }
}

@Module({
  imports: [ProfilesModule],
  controllers: [TemplatesController, DeliveriesController],
  providers: [
    { provide: RENDERER, useFactory: () => createRenderer() },
    RendererShutdown,
    { provide: TemplatesStore, useFactory: (db: Db) => new TemplatesStore(db), inject: [DB] },
    { provide: DeliveriesStore, useFactory: (db: Db) => new DeliveriesStore(db), inject: [DB] },
    {
      provide: TemplatesService,
      useFactory: (
        client: MongoClient,
        db: Db,
        store: TemplatesStore,
        workspaces: WorkspacesStore,
        renderer: Renderer,
        clock: Clock,
        profiles: ProfilesReader,
      ) =>
        new TemplatesService({
          client,
          store,
          versions: new VersionsStore(db),
          workspaces,
          renderer,
          clock,
          readProfile: async (workspace, profileId) => await profiles.read(workspace, profileId),
        }),
      inject: [MONGO_CLIENT, DB, TemplatesStore, WorkspacesStore, RENDERER, CLOCK, ProfilesReader],
    },
  ],
  exports: [TemplatesStore, TemplatesService, DeliveriesStore],
})
export class MessagesModule {}
