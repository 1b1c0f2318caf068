import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { Db, MongoClient } from 'mongodb';

import { CONFIG, type ServerConfig } from './config.js';
import { createMongoClient, keepConnecting } from './mongo-client.js';

/** Nest token of the driver's {@link Db}. */
export const DB = Symbol('DB');
/** Nest token of the driver's {@link MongoClient}, for sessions and transactions. */
export const MONGO_CLIENT = Symbol('MONGO_CLIENT');

@Injectable()
class MongoShutdown implements OnApplicationShutdown {
  constructor(@Inject(MONGO_CLIENT) private readonly client: MongoClient) {}

  async onApplicationShutdown(): Promise<void> {
    await this.client.close();
  }
}

@Global()
@Module({
  providers: [
    {
      provide: MONGO_CLIENT,
      useFactory: (config: ServerConfig) => keepConnecting(createMongoClient(config.mongodbUri, { appName: 'cairn-server' })),
      inject: [CONFIG],
    },
    { provide: DB, useFactory: (client: MongoClient, config: ServerConfig): Db => client.db(config.database), inject: [MONGO_CLIENT, CONFIG] },
    MongoShutdown,
  ],
  exports: [DB, MONGO_CLIENT],
})
export class MongoModule {}
