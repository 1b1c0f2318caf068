import { Global, Inject, Injectable, Module, type OnApplicationShutdown } from '@nestjs/common';
import { type Db, MongoClient, type MongoClientOptions } from 'mongodb';

import { CONFIG, type ServerConfig } from './config.js';

/** Nest token of the driver's {@link Db}. */
export const DB = Symbol('DB');
/** Nest token of the driver's {@link MongoClient}, for sessions and transactions. */
export const MONGO_CLIENT = Symbol('MONGO_CLIENT');

/**
 * How every process talks to MongoDB. A write counts once a majority has it in its journal: an answer of ours is never taken back by a
 * fail-over. Server selection is short, so that a caller hears `unavailable` while it can still act.
 */
export const mongoOptions: MongoClientOptions = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: 10_000 },
  readConcern: { level: 'majority' },
  retryWrites: true,
  retryReads: true,
  ignoreUndefined: true,
  serverSelectionTimeoutMS: 5_000,
  maxPoolSize: 50,
};

/** Connects when first used. */
export function createMongoClient(uri: string, options: MongoClientOptions = {}): MongoClient {
  return new MongoClient(uri, { ...mongoOptions, ...options });
}

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
    { provide: MONGO_CLIENT, useFactory: (config: ServerConfig) => createMongoClient(config.mongodbUri, { appName: 'cairn-server' }), inject: [CONFIG] },
    { provide: DB, useFactory: (client: MongoClient, config: ServerConfig): Db => client.db(config.database), inject: [MONGO_CLIENT, CONFIG] },
    MongoShutdown,
  ],
  exports: [DB, MONGO_CLIENT],
})
export class MongoModule {}
