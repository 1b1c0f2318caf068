import { Inject, Injectable, Module, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import type { Db } from 'mongodb';

import { CLOCK } from '../platform/clock.js';
import { DB } from '../platform/mongo.module.js';
import type { Clock, ProfileCore } from '../profiles/core.js';
import { PROFILE_CORE, ProfilesModule } from '../profiles/profiles.module.js';
import { ConsentService } from './consent.service.js';
import { ConsentsStore } from './consents.store.js';
import { MailedPeople } from './mailed-people.js';
import { UnsubscribeController } from './unsubscribe.controller.js';

/** RFC 8058 lets mail programs post their one click as multipart/form-data too; it is read as text, since only one field matters. */
@Injectable()
class MultipartForms implements OnModuleInit {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  onModuleInit(): void {
    const instance = this.host.httpAdapter.getInstance() as FastifyInstance;
    if (instance.hasContentTypeParser('multipart/form-data')) return;
    instance.addContentTypeParser('multipart/form-data', { parseAs: 'string', bodyLimit: 10_000 }, (_request, body, done) => done(null, body));
  }
}

@Module({
  imports: [ProfilesModule],
  controllers: [UnsubscribeController],
  providers: [
    MultipartForms,
    { provide: ConsentsStore, useFactory: (db: Db) => new ConsentsStore(db), inject: [DB] },
    { provide: MailedPeople, useFactory: (db: Db) => new MailedPeople(db), inject: [DB] },
    {
      provide: ConsentService,
      useFactory: (store: ConsentsStore, mailed: MailedPeople, core: ProfileCore, clock: Clock) => new ConsentService({ store, mailed, core, clock }),
      inject: [ConsentsStore, MailedPeople, PROFILE_CORE, CLOCK],
    },
  ],
})
export class ConsentModule {}
