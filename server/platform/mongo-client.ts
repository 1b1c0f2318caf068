import { MongoClient, type MongoClientOptions } from 'mongodb';

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
  // A server that hangs is given up after the two of these together.
  connectTimeoutMS: 5_000,
  heartbeatFrequencyMS: 5_000,
  maxPoolSize: 50,
};

/** Connects when first used. */
export function createMongoClient(uri: string, options: MongoClientOptions = {}): MongoClient {
  return new MongoClient(uri, { ...mongoOptions, ...options });
}

/**
 * Connects in the background, again and again until it succeeds, and answers the client at once. Needed because the driver's client that
 * failed its first connection by itself stays closed for ever; a process started before its database must not.
 */
export function keepConnecting(client: MongoClient): MongoClient {
  let closed = false;
  client.once('close', () => {
    closed = true;
  });
  const connect = async (): Promise<void> => {
    while (!closed) {
      if (
        await client.connect().then(
          () => true,
          () => false,
        )
      )
        return;
      await new Promise((resolve) => setTimeout(resolve, 500).unref());
    }
  };
  void connect();
  return client;
}
