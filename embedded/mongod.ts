import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';

import { MongoClient, MongoServerError } from 'mongodb';

import { type Child, startChild, untilReady } from './child.js';
import { locate } from './locate.js';

export interface MongodOptions {
  port: number;
  dataDir: string;
  progress?: (line: string) => void;
  /** WiredTiger's cache. Default 0.5 GB: it shares the machine with everything else. */
  cacheGb?: number;
}

export interface Mongod {
  uri: string;
  child: Child;
}

/**
 * Starts a real mongod as a one-node replica set (transactions and majority reads need one) on `dataDir` and waits until it is writable.
 * A lock left by a killed mongod is mongod's own affair: it recovers from its journal.
 */
export async function startMongod(options: MongodOptions): Promise<Mongod> {
  const binary = await locate('mongod', { progress: options.progress });
  const data = join(options.dataDir, 'mongo');
  await mkdir(data, { recursive: true });
  const args = ['--replSet', 'cairn', '--bind_ip', '127.0.0.1', '--port', String(options.port), '--dbpath', data];
  args.push('--wiredTigerCacheSizeGB', String(options.cacheGb ?? 0.5), '--setParameter', 'diagnosticDataCollectionEnabled=false', '--quiet', '--nounixsocket');
  // A process killed inside a transaction leaves its locks until this limit; ours take milliseconds. The default is a minute of standstill.
  args.push('--setParameter', 'transactionLifetimeLimitSeconds=5');
  const child = startChild({ command: binary, args, logFile: join(options.dataDir, 'mongod.log') });
  const uri = `mongodb://127.0.0.1:${options.port}/?replicaSet=cairn`;
  const client = new MongoClient(`mongodb://127.0.0.1:${options.port}/?directConnection=true`, { serverSelectionTimeoutMS: 1_000 });
  try {
    await untilReady(child, 'mongod', async () => {
      // Explicitly: after one failed attempt a client that connects by itself stays closed for ever.
      await client.connect();
      await client.db('admin').command({ ping: 1 });
      return true;
    });
    await initiate(client, options.port);
    await untilReady(child, 'mongod', async () => (await client.db('admin').command({ hello: 1 })).isWritablePrimary === true);
  } catch (error) {
    await child.kill();
    throw explain(error, child.tail(), options.dataDir);
  } finally {
    await client.close();
  }
  return { uri, child };
}

/** Idempotent; after a move to another port the set is told its new address. */
async function initiate(client: MongoClient, port: number): Promise<void> {
  const admin = client.db('admin');
  const host = `127.0.0.1:${port}`;
  try {
    await admin.command({ replSetInitiate: { _id: 'cairn', members: [{ _id: 0, host }] } });
  } catch (error) {
    if (!(error instanceof MongoServerError && error.codeName === 'AlreadyInitialized')) throw error;
    const config = await client.db('local').collection('system.replset').findOne({});
    if (config && config.members[0]?.host !== host) {
      config.members[0].host = host;
      await admin.command({ replSetReconfig: { ...config, version: config.version + 1 }, force: true });
    }
  }
}

function explain(error: unknown, tail: string, dataDir: string): Error {
  const cause = error instanceof Error ? error : new Error(String(error));
  if (/DBPathInUse|Unable to lock the lock file/.test(tail)) {
    return new Error(`Another Cairn (or mongod) uses ${dataDir}. Stop it, or set CAIRN_DATA_DIR to another folder.`, { cause });
  }
  if (/No space left|ENOSPC|"error":28|disk.*full/i.test(tail))
    return new Error(`The disk that holds ${dataDir} is full. Free some space and start again; nothing acknowledged is lost.`, { cause });
  if (/libcrypto|libcurl|libssl/.test(tail))
    return new Error(`mongod does not start on this system (a library is missing): ${tail.trim()}\nSet MONGODB_URI to a replica set, or install MongoDB.`, {
      cause,
    });
  return cause;
}
